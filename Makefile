# One door: people and CI call only these.
CONFIGURATION := Release
DOTNET_FLAGS := -c $(CONFIGURATION) --nologo -v quiet

.PHONY: help setup build test check format bench demo simulate

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what this machine lacks
	@sh deploy/bootstrap.sh

build: setup ## build everything
	@dotnet build Grid.sln $(DOTNET_FLAGS)

test: ## set up, build and run every test; the last line counts them
	@sh deploy/bootstrap.sh --tests
	@dotnet build Grid.sln $(DOTNET_FLAGS)
	@bash tests/run.sh $(ARGS)

check: ## what a pull request must pass: locked restore, build, formatting, tests
	@dotnet restore Grid.sln --locked-mode --nologo -v quiet
	@dotnet build Grid.sln $(DOTNET_FLAGS) --no-restore
	@dotnet format Grid.sln --verify-no-changes --no-restore
	@$(MAKE) --no-print-directory test

format: ## format the code
	@dotnet format Grid.sln

simulate: ## run 20,000 seeded histories of the whole system; SEEDS and FROM choose others
	@dotnet run --project tests/Grid.Simulation -c $(CONFIGURATION) -- --seeds $(or $(SEEDS),20000) --from $(or $(FROM),1)

bench: ## run the benchmarks; tables go to docs/results/benchmarks
	@sh deploy/bootstrap.sh --bench
	@dotnet run --project tests/Grid.Benchmarks -c $(CONFIGURATION) -- $(or $(FILTER),all)

demo: setup ## the main job: a real sweep, end to end, then its results
	@./grid demo
