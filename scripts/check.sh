#!/bin/sh
# What `make check` does: every step runs and says its name, all failures are shown, and any of them fails the whole.
BIN=${BIN:-.venv/bin}
PATH="$BIN:$PATH"
failed=""

# A production installation as the settings see it; nothing is connected to.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export VAR_DIR="$scratch" DATABASE_URL=postgresql://blindcopy@127.0.0.1:1/blindcopy CELERY_BROKER_URL=redis://127.0.0.1:1/0 \
  CACHE_URL=redis://127.0.0.1:1/1 BASE_URL=https://crm.example.com INBOUND_DOMAIN=in.example.com DEBUG=false \
  SECRET_KEY=only-for-this-check-and-long-enough-for-django-to-be-content-0123456789 ANYMAIL_WEBHOOK_SECRET=provider:secret

step() {
  name=$1
  shift
  printf '%s\n' "== $name"
  "$@" || failed="$failed
  $name"
}

step "style" ruff check --quiet .
step "format" ruff format --check --quiet .
step "types" mypy .
step "import rules" lint-imports --no-cache
step "template format" djlint --check --quiet templates
step "template lint" djlint --lint --quiet templates
step "migrations" env DATABASE_URL="sqlite:///$scratch/empty.sqlite3" python manage.py makemigrations --check --dry-run
step "deployment settings" python manage.py check --deploy --fail-level WARNING
step "compose file" check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
step "Dockerfile" hadolint Dockerfile
step "length of files and functions" python scripts/lengths.py

if [ -n "$failed" ]; then
  printf '\nFailed:%s\n' "$failed"
  exit 1
fi
printf '\nAll checks passed.\n'
