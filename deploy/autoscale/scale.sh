#!/bin/sh
# Carries out what the autoscaler wants, where nothing else does: on a swarm, or on Kubernetes without KEDA. It decides nothing.
#   sh deploy/autoscale/scale.sh swarm           on the manager where the autoscaler runs
#   sh deploy/autoscale/scale.sh kubernetes      wherever kubectl works
#   … --once                                     one round, for a timer of your own
# A worker that goes gets SIGTERM and its grace time, as in every update. Without an answer everything stays as it is.
set -eu

platform=${1:-}
stack=${MORROW_STACK:-morrow}
namespace=${MORROW_NAMESPACE:-morrow}
interval=${SCALING_INTERVAL_SECONDS:-5}
port=${AUTOSCALER_PORT:-9097}

read_swarm() {
  container=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_autoscaler" | head -n 1)
  [ -n "$container" ] || return 1
  docker exec "$container" node -e "
    fetch('http://127.0.0.1:$port/desired/$1').then(async (answer) => {
      if (!answer.ok) process.exit(1);
      process.stdout.write(await answer.text());
    }, () => process.exit(1));"
}
now_swarm() { docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' "${stack}_worker-$1"; }
set_swarm() { docker service scale --detach "${stack}_worker-$1=$2"; }

read_kubernetes() {
  kubectl get --raw "/api/v1/namespaces/$namespace/services/autoscaler:$port/proxy/desired/$1"
}
now_kubernetes() { kubectl --namespace "$namespace" get deployment "worker-$1" --output 'jsonpath={.spec.replicas}'; }
set_kubernetes() { kubectl --namespace "$namespace" scale deployment "worker-$1" "--replicas=$2"; }

scale_queue() {
  wanted=$("read_$platform" "$1") || wanted=''
  case $wanted in
    '' | *[!0-9]*)
      echo "$1: the autoscaler has no answer; nothing is changed" >&2
      return 0
      ;;
  esac
  now=$("now_$platform" "$1")
  [ "$now" = "$wanted" ] || "set_$platform" "$1" "$wanted"
}

case $platform in
  swarm | kubernetes) ;;
  *)
    echo "usage: scale.sh swarm|kubernetes [--once]" >&2
    exit 2
    ;;
esac

while :; do
  for queue in default heavy; do scale_queue "$queue" || echo "$queue: not scaled" >&2; done
  [ "${2:-}" != --once ] || exit 0
  sleep "$interval"
done
