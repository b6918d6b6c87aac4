# What the scripts beside this file share; sourced, not run.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
script=$(basename "$0")
dry_run=false

variables=$(
  cat <<'EOF'
variables (all scripts; those without a default have to be set):
  QANAT_PROJECT          the project that pays
  QANAT_REGION           where the job runs, e.g. europe-west1
  QANAT_BUCKET           bucket for the template, staged files and temporary files (without gs://)
  QANAT_DATASET          dataset of the tables, made with: qanat bigquery init PROJECT.DATASET (qanat)
  QANAT_SERVICE_ACCOUNT  e-mail of the account that the workers are (qanat-worker@PROJECT.iam.gserviceaccount.com)
  QANAT_REPOSITORY       Docker repository in Artifact Registry (REGION-docker.pkg.dev/PROJECT/qanat)
  QANAT_VERSION          tag of the image and name of the template (the commit, as git describe names it)
  QANAT_JOB              name of the job (qanat)
EOF
)

fail() { # fail STATUS MESSAGE
  echo "$script: $2" >&2
  exit "$1"
}

need() { # need VARIABLE...: all of them are set, or an end that names those that are not
  local name missing=()
  for name in "$@"; do
    [ -n "${!name:-}" ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] || fail 2 "not set: ${missing[*]}; see $script --help"
}

settings() { # check what all scripts need and set what follows from it
  need QANAT_PROJECT QANAT_REGION QANAT_BUCKET
  [[ $QANAT_REGION =~ ^[a-z]+(-[a-z]+)+[0-9]+$ ]] ||
    fail 2 "QANAT_REGION=$QANAT_REGION: expected a region, e.g. europe-west1"
  [[ $QANAT_BUCKET =~ ^[a-z0-9][-_.a-z0-9]+[a-z0-9]$ ]] ||
    fail 2 "QANAT_BUCKET=$QANAT_BUCKET: expected a bucket's name, without gs:// and folder"
  dataset=${QANAT_DATASET:-qanat}
  account=${QANAT_SERVICE_ACCOUNT:-qanat-worker@$QANAT_PROJECT.iam.gserviceaccount.com}
  job=${QANAT_JOB:-qanat}
  version=${QANAT_VERSION:-$(git -C "$top" describe --always --dirty 2>/dev/null || true)}
  [ -n "$version" ] || fail 2 "not set: QANAT_VERSION (and this is no git checkout to take it from)"
  [[ $version =~ ^[A-Za-z0-9_][-A-Za-z0-9_.]*$ ]] || fail 2 "QANAT_VERSION=$version: no tag of an image can be called so"
  image=${QANAT_REPOSITORY:-$QANAT_REGION-docker.pkg.dev/$QANAT_PROJECT/qanat}/qanat:$version
  template=gs://$QANAT_BUCKET/templates/qanat-$version.json
}

do_it() { # do_it COMMAND...: run the command, or print it
  if $dry_run; then
    local text
    printf -v text ' %q' "$@"
    echo "${text# }"
  else
    command -v "$1" >/dev/null || fail 69 "$1 is not installed"
    "$@"
  fi
}

running_job() { # the id of the job of our name that runs
  local found
  if $dry_run; then
    do_it gcloud dataflow jobs list "${list_running[@]}" >&2
    echo JOB_ID
    return
  fi
  command -v gcloud >/dev/null || fail 69 "gcloud is not installed"
  found=$(gcloud dataflow jobs list "${list_running[@]}") || fail 69 "the running jobs cannot be listed"
  [ -n "$found" ] || fail 66 "no job called $job runs in $QANAT_REGION of $QANAT_PROJECT"
  [ "$(wc -l <<<"$found")" -eq 1 ] || fail 70 "several jobs called $job run: ${found//$'\n'/ }"
  echo "$found"
}

set_list_running() { # arguments of jobs list; set here, since a function's output cannot be a list
  list_running=(--project "$QANAT_PROJECT" --region "$QANAT_REGION" --status active
    --filter "name=$job" --format 'value(id)')
}

launch() { # launch ARGUMENTS...: start the template, with further arguments of gcloud
  local parameters="bigquery=$QANAT_PROJECT.$dataset|bigquery_write=${QANAT_WRITE:-streaming_inserts}"
  parameters+="|sdk_container_image=$image"
  [ -z "${QANAT_PARAMETERS:-}" ] || parameters+="|$QANAT_PARAMETERS"
  do_it gcloud dataflow flex-template run "$job" \
    --project "$QANAT_PROJECT" --region "$QANAT_REGION" \
    --template-file-gcs-location "$template" \
    --service-account-email "$account" \
    --staging-location "gs://$QANAT_BUCKET/staging" --temp-location "gs://$QANAT_BUCKET/temp" \
    --enable-streaming-engine \
    --worker-machine-type "${QANAT_MACHINE_TYPE:-n1-standard-2}" \
    --num-workers "${QANAT_WORKERS:-1}" --max-workers "${QANAT_MAX_WORKERS:-3}" \
    --additional-user-labels "application=qanat" \
    --parameters "^|^$parameters" \
    "$@"
}
