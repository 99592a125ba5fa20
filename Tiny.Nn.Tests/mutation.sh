#!/usr/bin/env bash
# Mutation testing of parts of the library: Tiny.Nn.Tests/mutation.sh [part ...]
# A part is a folder or a file of Tiny.Nn without its extension; without arguments, all parts below are tested.
# Everything is kept in artifacts/mutation, so an interrupted run continues where it ended:
#   mutants.json, Tiny.Nn.dll  Stryker's list of mutants, and the library with all of them; made again if a source is newer
#   coverage.jsonl             the mutants whose code each test runs; delete it after a change of a test
#   reports                    the verdict for each mutant of a file; delete it to begin anew
set -euo pipefail
cd "$(dirname "$0")/.."
folder="$PWD/artifacts/mutation" source="$PWD/artifacts/mutation/source"
[ $# -gt 0 ] || set -- Window Graph Shape Tensor Ops Layers Training

if [ ! -s "$folder/mutants.json" ] || find Tiny.Nn -name '*.cs' -not -path '*/obj/*' -newer "$folder/mutants.json" | grep . >/dev/null
then
  rm -rf "$folder"
  mkdir -p "$source"
  touch "$folder/begin"
  git ls-files -co --exclude-standard -z | tar -c --null -T - | tar -x -C "$source"
  (
    cd "$source"
    # Stryker runs no mutant that equals the last commit, so it ends after it has compiled the mutants.
    git init -q -b main
    git add -A
    git -c user.name=mutation -c user.email=mutation@localhost commit -q -m "the sources to mutate"
    cd Tiny.Nn.Tests
    dotnet tool restore >/dev/null
    nice -n 10 dotnet stryker --since:main --output out &
    trap "kill $! 2>/dev/null" EXIT
    # It restores the original library at its end.
    while kill -0 $! 2>/dev/null; do
      if cp bin/Debug/net10.0/Tiny.Nn.dll "$folder/copy.dll" 2>/dev/null && grep -q MutantControl "$folder/copy.dll"; then
        mv "$folder/copy.dll" "$folder/Tiny.Nn.dll"
      fi
      sleep 0.5
    done
    wait $!
  )
  [ -s "$folder/Tiny.Nn.dll" ] || { echo "mutation: Stryker has compiled no mutants" >&2; exit 1; }
  # A source that changes from here on is newer than the list.
  touch -r "$folder/begin" "$source/Tiny.Nn.Tests/out/reports/mutation-report.json"
  mv "$source/Tiny.Nn.Tests/out/reports/mutation-report.json" "$folder/mutants.json"
  rm -rf "$source"
fi

dotnet build -v q --nologo Tiny.Nn.Tests
rm -rf "$folder/bin"
cp -r Tiny.Nn.Tests/bin/Debug/net10.0 "$folder/bin"
cp "$folder/Tiny.Nn.dll" "$folder/bin"
nice -n 10 dotnet "$folder/bin/Tiny.Nn.Tests.dll" mutants measure "$folder"
nice -n 10 dotnet "$folder/bin/Tiny.Nn.Tests.dll" mutants run "$folder" "$@"
