# make run   the portal with sample data on this machine; again to continue where it stopped
# make test  everything that must hold before a change is accepted
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: run test lint format clean
.DEFAULT_GOAL := run

# The stamp keeps a copy of the lock, so that packages are installed only when the lock changed.
.venv/runtime.lock: requirements.txt
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || \
		{ echo "没有装好 python3-venv：请先运行 apt-get install python3-venv"; rm -rf .venv; exit 1; }
	@echo "正在安装运行所需的软件包……"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@cp requirements.txt $@

.venv/dev.lock: .venv/runtime.lock requirements-dev.txt
	@echo "正在安装测试所需的软件包……"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@cp requirements-dev.txt $@

run: export DEMO ?= 1
run: export WITH_WORKER ?= 1
run: export BIND ?= 127.0.0.1:$(PORT)
run: .venv/runtime.lock
	@$(BIN)/python manage.py migrate -v 0
	@test "$$DEMO" != 1 || $(BIN)/python manage.py demo --if-empty
	@$(BIN)/python manage.py collectstatic --noinput -v 0
	@echo
	@echo "网址：http://$$BIND/　　按 Ctrl+C 停止，数据留在 var/ 里。"
	@test "$$DEMO" != 1 || $(BIN)/python manage.py demo --accounts
	@exec $(BIN)/gunicorn --no-control-socket

test: .venv/dev.lock
	@tests/run

lint: .venv/dev.lock
	@tests/run lint

format: .venv/dev.lock
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/djlint --quiet --reformat templates; true

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
