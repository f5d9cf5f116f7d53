#!/usr/bin/env bash
# Tests of app.sh against a stand-in for gh, with a real key: the stand-in believes only what the key has signed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
mkdir -p bin
export STATE=$work PATH=$work/bin:$PATH
openssl genrsa -out key.pem 2048 2>/dev/null
openssl rsa -in key.pem -pubout -out public.pem 2>/dev/null

cat >bin/gh <<'GH'
#!/usr/bin/env bash
set -euo pipefail
echo "$*" | sed 's/Bearer .*/Bearer/' >>"$STATE/calls"
case $* in
  *environments/image-promotions) [[ -f $STATE/environment ]] ;;
  'variable list'*) cat "$STATE/variables" ;;
  'api users/acme'*) echo Organization ;;
  *app-manifests/c0de/conversions)
    jq --null-input --rawfile pem "$STATE/key.pem" '{pem: $pem, client_id: "Iv1", html_url: "https://github.com/apps/a"}'
    ;;
  'secret set'*) cat >"$STATE/secret" ;;
  *Authorization*)
    token=${3#Authorization: Bearer }
    jq --null-input --raw-output --arg text "${token##*.}" '$text | gsub("-"; "+") | gsub("_"; "/") | . + "=" * ((4 - length % 4) % 4)' |
      openssl base64 -d -A >"$STATE/signature"
    printf %s "${token%.*}" | openssl dgst -sha256 -verify "$STATE/public.pem" -signature "$STATE/signature" >/dev/null
    cat "$STATE/installation"
    ;;
esac
GH
chmod +x bin/gh

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}
# A person who reads the page that the script wrote, and types the address to which GitHub leads.
person() { # <code and state>
  for _ in {1..15}; do
    if grep --quiet file:// out; then break; fi
    sleep 0.1
  done
  cp "$(sed -n 's|^ *file://||p' out)" page.html
  echo "http://localhost:8976/?$1" | sed "s/STATE/$(grep --only-matching 'state=[0-9a-f]*' page.html | cut -d = -f 2)/"
  echo
}
run() { # <code and state>
  : >calls
  rm -f secret page.html
  : >out
  person "$1" 2>/dev/null | "$here/app.sh" acme/shop >out 2>&1 || echo "exit $?" >>out
  tail -n 1 out | sed 's/^Press [^.]*\. //'
}

: >variables
check 'without its environment nothing is made' 'exit 1' "$(run 'code=c0de&state=STATE')"
touch environment
echo '{"permissions": {"contents": "write", "pull_requests": "write"}, "repository_selection": "selected"}' >installation
check 'the App is made, installed and checked' 'The App opens change requests in acme/shop, and can do nothing elsewhere.' "$(run 'code=c0de&state=STATE')"
check 'the key is a secret' "$(cat key.pem)" "$(cat secret)"
check 'which only promotions read' 'secret set PROMOTION_PRIVATE_KEY --repo acme/shop --env image-promotions' "$(grep '^secret' calls)"
check 'the client id is a variable' 'variable set PROMOTION_CLIENT_ID --repo acme/shop --body Iv1' "$(grep '^variable set' calls)"
check 'the form asks for two permissions' '{"contents":"write","pull_requests":"write"}' "$(sed 's/&quot;/"/g' page.html | grep --only-matching '{"contents[^}]*}')"
check 'and is for the organization' 'action="https://github.com/organizations/acme/settings/apps/new' "$(grep --only-matching 'action="[^?]*' page.html)"
check 'an address of somebody else is refused' 'exit 2' "$(run 'code=c0de&state=0')"
check 'and nothing is stored' '' "$(grep set calls || true)"
echo '{"permissions": {"contents": "read", "pull_requests": "write"}, "repository_selection": "all"}' >installation
check 'an App that may do something else is an error' 'exit 1' "$(run 'code=c0de&state=STATE')"
echo PROMOTION_CLIENT_ID >variables
check 'a second App is not made' 0 "$(run 'code=c0de&state=STATE' >/dev/null && grep --count conversions calls || true)"

exit "$((failures > 0))"
