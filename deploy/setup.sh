#!/usr/bin/env bash
# Checks what a run or a test needs and, on Debian as root, installs what is
# missing. Elsewhere it says in one line what to install or which variable to set.
set -euo pipefail

say() { echo "设置：$*" >&2; }
die() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

has go || die "缺少 Go 1.26.8 以上：请从 https://go.dev/dl 安装并加入 PATH"
has node && has npm || die "缺少 Node.js 20 以上与 npm：请安装 nodejs 与 npm"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || die "Node.js 版本 $major 过低：需要 20 以上"

# Tests always use a private server; a run may use another one by its address.
need=()
if ! has mariadbd && ! has mysqld && [ -z "${DIAODU_MYSQL_DSN:-}${DIAODU_TEST_MYSQL_DSN:-}" ]; then
  need+=(mariadb-server-core mariadb-client-core)
fi
for package in ${DIAODU_SETUP_EXTRA:-}; do
  # A package that was removed but left its settings is known to dpkg, yet absent.
  has "$package" || [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || need+=("$package")
done
[ ${#need[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! has apt-get; then
  die "缺少 ${need[*]}：请以 root 执行 apt-get install ${need[*]}，或设置 DIAODU_MYSQL_DSN 指向已有的 MySQL 8 / MariaDB 10.11"
fi
say "安装 ${need[*]}（首次需要一两分钟）…"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null || die "apt-get update 失败：请检查软件源"
apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null || die "安装失败：请手工执行 apt-get install ${need[*]}"
say "已安装"
