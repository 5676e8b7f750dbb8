#!/usr/bin/env bash
# Builds both programs into the folder given, showing how far it is: the first
# build compiles the Temporal server and takes minutes, later ones seconds.
set -euo pipefail
out=${1:?folder}
mkdir -p "$out"
version=$(git describe --tags --always --dirty 2>/dev/null || echo dev)

build() {
  local total log
  total=$(go list -deps "$2" | wc -l)
  log=$(mktemp)
  # -v names each package as it is compiled; what is cached is not named.
  if ! go build -v -ldflags "-s -w -X main.version=$version" -o "$out/$1" "$2" 2>&1 |
    tee "$log" | awk -v name="$1" -v total="$total" \
      'NR % 25 == 0 { printf "  编译 %s：已编译 %d 个包（共 %d 个，已缓存的不重复）\n", name, NR, total; fflush() }'; then
    grep -vE '^[a-z0-9./_-]+$' "$log" >&2 || cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

echo "编译程序…（首次约需几分钟）"
build diaodu ./cmd/diaodu
build diaodu-allinone ./cmd/diaodu-allinone
echo "编译完成：$out/"
