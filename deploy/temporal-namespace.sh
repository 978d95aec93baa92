#!/bin/sh
# Makes the namespace and the search attributes that email-engine uses; repeatable.
set -eu

namespace=${TEMPORAL_NAMESPACE:-default}
temporal operator namespace describe -n "$namespace" >/dev/null 2>&1 \
  || temporal operator namespace create -n "$namespace" --retention 30d

for attribute in Tenant:Keyword SendingIp:Keyword MailNode:Keyword IpState:Keyword WarmupStep:Int; do
  name=${attribute%%:*}
  temporal operator search-attribute list -n "$namespace" | grep -qw "$name" && continue
  # A namespace that was made a moment ago is known to all parts of the server only after a while.
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    temporal operator search-attribute create -n "$namespace" --name "$name" --type "${attribute##*:}" && break
    [ "$attempt" -lt 10 ] || exit 1
    sleep 3
  done
done
