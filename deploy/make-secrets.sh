#!/bin/sh
# Makes the secret files that docker-compose.yml mounts; what exists already stays. Needs openssl, and Docker or Caddy.
#   sh deploy/make-secrets.sh              everything that is missing, with a first user `morrow` whose password is shown once
#   sh deploy/make-secrets.sh user NAME    one more user of the proxy, for Temporal's Web UI and Grafana
# MORROW_SITE is the host name in the certificate (default: localhost).
set -eu

folder=${MORROW_SECRETS_FOLDER:-$(dirname "$0")/secrets}
site=${MORROW_SITE:-localhost}
caddy_image=caddy:2.11.4-alpine

# The folder keeps other users of this machine out. The files themselves must be readable: containers see them with the
# owner and rights they have here, and run as users of their own.
mkdir -p "$folder"
chmod 700 "$folder"
umask 022

write() {
  [ -e "$folder/$1" ] && return
  cat >"$folder/$1.draft"
  mv "$folder/$1.draft" "$folder/$1"
  echo "made $folder/$1"
}

random() {
  openssl rand -hex 24
}

hash_password() {
  if command -v caddy >/dev/null; then
    caddy hash-password
  else
    docker run --rm --interactive "$caddy_image" caddy hash-password
  fi
}

add_user() {
  grep -qs "^$1 " "$folder/proxy_users" && {
    echo "$1 is a user already; take the line out of $folder/proxy_users to give a new password" >&2
    exit 1
  }
  password=$(random)
  hash=$(echo "$password" | hash_password)
  echo "$1 $hash" >>"$folder/proxy_users"
  echo "user $1, password $password (shown only now)"
}

make_certificate() {
  [ -e "$folder/tls_key" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$site" \
    -addext "subjectAltName=DNS:$site" -keyout "$folder/tls_key" -out "$folder/tls_certificate" 2>/dev/null
  chmod 644 "$folder/tls_key"
  echo "made $folder/tls_certificate and tls_key for $site, signed by itself and valid for a year; replace both with your own"
}

case ${1:-all} in
  user)
    add_user "${2:?the name of the user}"
    ;;
  all)
    random | write postgres_password
    random | write mongodb_root_password
    echo "mongodb://morrow:$(random)@mongodb:27017/?authSource=admin" | write mongodb_uri
    for name in ad_exchange_token app_store_1_key app_store_2_token app_store_3_password alert_smtp_password; do random | write "$name"; done
    echo "whsec_$(openssl rand -base64 32)" | write alert_webhook_secret
    echo "mk_$(openssl rand -hex 5)_$(openssl rand -hex 20)" | write api_admin_key
    echo "k$(date +%Y%m%d)-$(openssl rand -hex 2):$(openssl rand -base64 32)" | write secret_keys
    make_certificate
    [ -e "$folder/proxy_users" ] || add_user morrow
    ;;
  *)
    echo "usage: make-secrets.sh [user NAME]" >&2
    exit 2
    ;;
esac
