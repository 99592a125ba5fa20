#!/usr/bin/env bash
# Mutation testing of parts of the library: Tiny.Nn.Tests/mutation.sh [part ...]
# A part is a folder or a file of Tiny.Nn without its extension; without arguments, all parts below are tested.
# Each part has a report in artifacts/mutation; a part with a report is skipped, so an interrupted run can be continued.
# Stryker replaces the built library by one with all mutants, so it works on a copy of the sources.
set -euo pipefail
cd "$(dirname "$0")/.."
reports="$PWD/artifacts/mutation" copy="$PWD/artifacts/mutation/source"
[ $# -gt 0 ] || set -- Window Graph Ops/Convolution Ops/Losses Training/Trainer Shape Tensor Ops Layers Training
mkdir -p "$reports"

for part in "$@"; do
  report="$reports/${part//\//-}.json"
  if [ -s "$report" ]; then continue; fi
  case $part in
    *,*|*..*) echo "mutation: a part is a folder or a file of Tiny.Nn, got $part" >&2; exit 2 ;;
  esac
  if [ -d "Tiny.Nn/$part" ]; then pattern="$part/**/*.cs"
  elif [ -f "Tiny.Nn/$part.cs" ]; then pattern="$part.cs"
  else echo "mutation: Tiny.Nn has no folder $part and no file $part.cs" >&2; exit 2
  fi
  rm -rf "$copy"
  mkdir "$copy"
  git ls-files -co --exclude-standard -z | tar -c --null -T - | tar -x -C "$copy"
  (cd "$copy/Tiny.Nn.Tests" && dotnet tool restore >/dev/null && dotnet stryker --mutate "$pattern" --output out)
  mv "$copy/Tiny.Nn.Tests/out/reports/mutation-report.json" "$report"
done
rm -rf "$copy"

# The score is killed / (killed + survived). A timeout counts as killed, and a mutant that no test covers as survived.
echo "| file | mutants | killed | survived | score |"
echo "|---|---|---|---|---|"
for report in "$reports"/*.json; do
  grep -oE '"[^"\\]+\.cs": ?\{|"status": ?"[A-Za-z]+"' "$report"
done | awk -F'"' '
  $2 != "status" { file = $2; sub(/.*\/Tiny\.Nn\//, "", file); next }
  $4 ~ /Killed|Timeout/ { killed[file]++; all[file]++ }
  $4 ~ /Survived|NoCoverage/ { all[file]++ }
  END { for (file in all)
    printf "| %s | %d | %d | %d | %.1f %% |\n",
      file, all[file], killed[file], all[file] - killed[file], 100 * killed[file] / all[file] }' | sort
