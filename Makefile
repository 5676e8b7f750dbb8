SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := bin
TMP := var/test
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
WORKFLOWCHECK := go.temporal.io/sdk/contrib/tools/workflowcheck@v0.6.0

.PHONY: help run test test-at check docs demo bench bench-list bench-pages web build setup migrate record-histories clean

help: ## 列出全部目标 / list the targets
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-17s %s\n", $$1, $$2}'

run: setup build ## 安装缺少的、编译、启动（空库自动装入演示数据） / install, build, start
	@exec $(BIN)/diaodu-allinone

# The journey by clicking needs a browser; nobody else does.
test: export DIAODU_SETUP_EXTRA ?= chromium
test: setup web ## 全部测试，从单元到端到端 / every test
	@mkdir -p $(TMP) && rm -f $(TMP)/vitest.json
	@go build -o $(TMP)/testcount ./internal/testcount
	@(cd web && npm run -s check && npx vitest run --reporter=default --reporter=json --outputFile.json=../$(TMP)/vitest.json \
	  && node scripts/budget.mjs && node scripts/kernel.mjs) || rm -f $(TMP)/vitest.json
	@go test -json -p 2 -timeout 40m ./... | $(TMP)/testcount -add $(TMP)/vitest.json

check: setup web ## 格式、静态检查、确定性检查、生成物是否最新 / linters and freshness
	@echo '格式 gofmt'; out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "$$out"; exit 1; }
	@echo '静态检查 go vet'; go vet ./...
	@echo '静态检查 staticcheck'; go run $(STATICCHECK) ./...
	@echo '工作流确定性 workflowcheck'; go run $(WORKFLOWCHECK) -config deploy/workflowcheck.yaml ./workflows/...
	@echo '生成物 go generate'; go generate ./...; git diff --exit-code --stat
	@echo '前端类型 vue-tsc'; cd web && npm run -s check

docs: ## 重新生成 docs/states 与前端的代码名 / write the state tables and the console’s names of codes anew
	@UPDATE_DOCS=1 go test ./api -count=1 -run "TestStateDocumentsAreFresh|TestTheSeatDocumentIsFresh|TestConsoleNamesCodesAsTheServerDoes"

demo: ## 对正在运行的系统按验收场景走一遍（ADDRESS=网址） / walk the scenario over HTTP
	@go run ./cmd/diaodu-demo $(if $(ADDRESS),-address $(ADDRESS))

bench: setup ## 与裸 Temporal 更新相比的开销，同一次运行内的比值 / our decision against a bare one
	@go run ./bench

# Both want a machine that does nothing else meanwhile.
bench-list: build ## 问题列表：十万件与一千件相比 / the list of issues at 100,000 against 1,000
	@go run ./bench -list

bench-pages: build ## 每个页面从空浏览器打开到可用的时间 / every page, opened cold
	@go run ./bench -pages

web: web/dist/.built ## 编译网页控制台（无改动时不做事） / build the console

web/node_modules/.installed: web/package-lock.json
	@echo '安装前端依赖 npm ci…'
	@cd web && npm ci --no-progress --loglevel=error && touch node_modules/.installed

web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	@echo '编译网页控制台 vite build…'
	@cd web && npx vite build --logLevel warn && touch dist/.built

build: web ## 编译两个程序到 bin/ / build both programs
	@deploy/build.sh $(BIN)

setup: ## 检查并安装所需软件 / check and install what is needed
	@deploy/setup.sh

migrate: ## 把 DIAODU_MYSQL_DSN 指向的数据库升级到最新 / migrate the database
	@go run ./cmd/diaodu migrate

# Only on the commit of a release: docs/how-to/change-a-running-workflow.md.
test-at: setup ## 在另一时刻跑测试（WHEN="2026-12-31 23:57"，北京时间） / the tests at another hour, China time
	@deploy/test-at.sh "$(WHEN)"

record-histories: setup ## 录制本版本的流程历史供以后重放（RELEASE=v0.2） / record histories of a release
	@test -n "$(RELEASE)" || { echo '用法：make record-histories RELEASE=v0.2'; exit 2; }
	@test ! -e worker/testdata/histories/$(RELEASE) || { echo '$(RELEASE) 已录制过，不可覆盖'; exit 2; }
	@DIAODU_RECORD_HISTORIES=$(CURDIR)/worker/testdata/histories/$(RELEASE) go test ./e2e -count=1 \
	  -run 'ContinueAsNew|TaskOrderedAtAnIssue|KilledAfterCommitTheRetry|ChairDecides|TaskIsSuspended|APlanGoes|ABlockOpens|EveryRuleOfTheEngineReplays|FiveDepartments|AsksTheDirectory|FiftySigners|ADecisionKilledAfterCommitIsAnswered'

clean: ## 删除编译结果（不动 ./var 里的数据） / remove what was built
	@rm -rf $(BIN) $(TMP) web/dist/assets web/dist/.vite web/dist/app.html web/dist/.built
