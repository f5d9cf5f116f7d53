# Where the settings (input) differ from $wanted: one line per difference. Settings that $wanted does not name may be anything.

def differences($want; $have; $path):
  if ($want | type) == "object" then
    if ($have | type) == "object" then $want | keys[] as $key | differences($want[$key]; $have[$key]; $path + [$key])
    else "\($path | join(".")): missing"
    end
  elif ($want | type) == "array" and ($want | any(type == "object")) then
    def name: .type // .context;
    $want[] as $item
    | differences($item; first(($have // [])[] | select(name == ($item | name))) // null; $path + [$item | name])
  elif ($want | type) == "array" then
    select(($want | sort) != ($have // [] | sort)) | "\($path | join(".")): \($have | tojson) instead of \($want | tojson)"
  else
    select($want != $have) | "\($path | join(".")): \($have | tojson) instead of \($want | tojson)"
  end;

. as $have | differences($wanted[0]; $have; [])
