#!/usr/bin/env bash
# Starts the build. Compiles it first if a source file is newer than what was compiled last; see ./build.sh --help.
#   MIMREPRO_USE_NUKE=true ./build.sh   runs the same build on Nuke itself
#   TorchBackend=cuda ./build.sh        uses the CUDA packages of libtorch
set -euo pipefail

export NUKE_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

script=${BASH_SOURCE[0]}
while [[ -L $script ]]; do # a link to this file, wherever it lies
  link=$(readlink "$script")
  [[ $link == /* ]] && script=$link || script=${script%/*}/$link
done
[[ $script == */* ]] && root=${script%/*} || root=.
root=$(cd "$root" && pwd -P)
temp=$root/.nuke/temp
stamp=$temp/compiled
driver=$root/build/bin/driver/_build.dll
worker=$root/src/MimRepro.Worker/bin/Release/net10.0/MimRepro.Worker.dll
settings="nuke=${MIMREPRO_USE_NUKE:-false} torch=${TorchBackend:-cpu}"
dotnet=

# True if the stamp is younger than every source file; a deleted file makes its folder younger. No MSBuild is asked.
is_current() {
  local stamped=
  [[ -f $stamp && -f $driver && -f $worker ]] || return 1
  { read -r stamped && read -r dotnet; } < "$stamp" || return 1
  [[ $stamped == "$settings" && -x $dotnet ]] || return 1
  [[ -z $(find "$root/build" "$root/src" "$root/experiments" "$root/global.json" "$root"/Directory.* \
    \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit) ]]
}

# Sets dotnet to an SDK that fits global.json; installs one into .dotnet if there is none.
find_sdk() {
  local candidate
  for candidate in "$(command -v dotnet || true)" "$root/.dotnet/dotnet"; do
    if [[ -x $candidate ]] && (cd "$root" && "$candidate" --version) > /dev/null 2>&1; then
      dotnet=$candidate
      return
    fi
  done
  echo "No .NET SDK fits global.json: installing one into $root/.dotnet" >&2
  local installer=$temp/dotnet-install.sh address=https://dot.net/v1/dotnet-install.sh
  if ! { curl -fsSL -o "$installer" "$address" || wget -qO "$installer" "$address"; } 2> /dev/null; then
    echo "The installer cannot be fetched from $address." >&2
    echo "  Install the .NET SDK that global.json names by other means, then start again." >&2
    exit 1
  fi
  bash "$installer" --jsonfile "$root/global.json" --install-dir "$root/.dotnet" --no-path >&2
  dotnet=$root/.dotnet/dotnet
}

run_compiler() {
  rm -f "$temp/compiled.ok"
  (cd "$root" && "$dotnet" build build/all.slnf "$@" 9>&-) > "$temp/compile.log" 2>&1 && touch "$temp/compiled.ok"
}

compile() {
  local project arguments=(-c Release -v q -nologo -nodeReuse:false -p:PublishDriver=true "-clp:NoSummary;ForceNoAlign")
  [[ ${MIMREPRO_USE_NUKE:-false} != true ]] || arguments+=(-p:UseNuke=true)
  [[ ${TorchBackend:-cpu} == cpu ]] || arguments+=("-p:NuGetLockFilePath=obj/packages.$TorchBackend.lock.json" -p:RestoreLockedMode=false)
  find_sdk
  # Folders that the compiler makes must be older than the stamp, and the stamp older than what it reads.
  for project in "$root"/build "$root"/src/*/ "$root"/experiments/*/; do mkdir -p "$project/bin" "$project/obj"; done
  printf '%s\n%s\n' "$settings" "$dotnet" > "$stamp.new"
  echo "Compiling ..." >&2
  rm -f "$temp/no-precompiler"
  if ! run_compiler "${arguments[@]}" && grep -qi 'error NU.*crossgen' "$temp/compile.log"; then
    touch "$temp/no-precompiler" # the package feed has no crossgen: start a little slower instead
    run_compiler "${arguments[@]}" || true
  fi
  if [[ ! -f $temp/compiled.ok ]]; then
    # Each message once, without the repository's folder before it and the project's behind it.
    { grep -E '(error|warning) [A-Z]+[0-9]+' "$temp/compile.log" || cat "$temp/compile.log"; } \
      | sed -e "s|$root/||g" -e 's| \[[^]]*proj[^]]*\]$||' -e 's/^ *//' | sort -u >&2
    echo "The build does not compile. Full output: $temp/compile.log" >&2
    exit 1
  fi
  mv "$stamp.new" "$stamp"
}

if ! is_current; then
  mkdir -p "$temp"
  exec 9> "$temp/compile.lock"
  if command -v flock > /dev/null; then flock 9; fi
  is_current || compile # another start may have compiled while this one waited
  exec 9>&-
fi

if [[ ${MIMREPRO_USE_NUKE:-false} == true ]]; then export NUKE_ROOT=${NUKE_ROOT:-$root}; fi
if [[ $dotnet == "$root"/.dotnet/* ]]; then export DOTNET_ROOT=$root/.dotnet; fi
exec "$dotnet" "$driver" "$@"
