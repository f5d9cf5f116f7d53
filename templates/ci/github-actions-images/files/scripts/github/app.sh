#!/usr/bin/env bash
# The GitHub App that opens change requests for promotions: its key goes from GitHub to a secret of GitHub, and is never in a file.
# usage: app.sh <organization>/<repository>      needs `gh auth login` as an administrator of the repository
set -euo pipefail

repository=$1
owner=${repository%%/*}
environment=image-promotions
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

ask() { # <question>: the answer is in $answer
  printf '%s ' "$1"
  read -r answer
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# What GitHub takes as the word of the App: valid for five minutes.
token() {
  local body signature
  body=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(jq --compact-output '(now | floor) as $now | {iat: ($now - 60), exp: ($now + 300), iss: .client_id}' <<<"$app" | base64url)
  signature=$(printf %s "$body" | openssl dgst -sha256 -binary -sign <(jq --raw-output .pem <<<"$app") | base64url)
  echo "$body.$signature"
}

if ! gh api --silent "repos/$repository/environments/$environment" 2>/dev/null; then
  echo "GitHub has no environment $environment in $repository. Type: task repo:apply" >&2
  exit 1
fi
if gh variable list --repo "$repository" --json name --jq '.[].name' | grep --quiet '^PROMOTION_CLIENT_ID$'; then
  echo "$repository has an App already. To replace it, delete the old one on GitHub and type: gh variable delete PROMOTION_CLIENT_ID"
  exit
fi

account=settings
if [[ $(gh api "users/$owner" --jq .type) == Organization ]]; then account=organizations/$owner/settings; fi

# GitHub takes the wanted settings as a form, so that nobody has to find and tick them.
state=$(openssl rand -hex 16)
jq --null-input --raw-output --arg repository "$repository" --arg action "https://github.com/$account/apps/new?state=$state" '{
  name: ($repository | split("/") | last | .[:23] + "-promotions"),
  url: "https://github.com/\($repository)",
  public: false,
  redirect_url: "http://localhost:8976/",
  hook_attributes: {url: "https://github.com/\($repository)", active: false},
  default_permissions: {contents: "write", pull_requests: "write"}
} | tojson | @html "<!doctype html><form method=\"post\" action=\"\($action)\"><input type=\"hidden\" name=\"manifest\" value=\"\(.)\"><button>Create the App</button></form>"' >"$work/app.html"

cat <<TEXT
1. Open this page in a browser that is logged in to GitHub as an owner of $owner, and press its button:
     file://$work/app.html
2. Press "Create GitHub App". If the name is taken, choose another one.
3. The browser then cannot connect to localhost, which is right. Copy the address that it shows.
TEXT
ask 'The address:'
code=$(sed -n 's/.*[?&]code=\([A-Za-z0-9_-]*\).*/\1/p' <<<"$answer")
if [[ -z $code || $answer != *"state=$state"* ]]; then
  echo 'This is not the address that this form leads to.' >&2
  exit 2
fi
app=$(gh api --method POST "app-manifests/$code/conversions")

jq --raw-output .pem <<<"$app" | gh secret set PROMOTION_PRIVATE_KEY --repo "$repository" --env "$environment"
gh variable set PROMOTION_CLIENT_ID --repo "$repository" --body "$(jq --raw-output .client_id <<<"$app")"

cat <<TEXT
4. Open $(jq --raw-output .html_url <<<"$app")/installations/new, choose $owner, then "Only select repositories", then $repository alone, and press "Install".
TEXT
ask 'Press Enter when it is installed.'
granted=$(gh api --header "Authorization: Bearer $(token)" "repos/$repository/installation" 2>/dev/null |
  jq --raw-output '"\(.permissions.contents) \(.permissions.pull_requests) \(.repository_selection)"') || granted='not installed'
if [[ $granted != 'write write selected' ]]; then
  echo "The App cannot open change requests in $repository alone: $granted instead of write write selected. Mend it under https://github.com/$account/installations." >&2
  exit 1
fi
echo "The App opens change requests in $repository, and can do nothing elsewhere."
