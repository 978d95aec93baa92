package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import io.emailengine.workflows.model.HostName;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A configuration that can be taken over.
 *
 * @param hostName the server's {@code host-name}, if it has a plain one
 * @param bounceAfter the shortest time after which queued mail bounces
 * @param fedNames virtual MTAs and pools that a pattern-list, a source or a listener sends mail to
 * @param processesXVirtualMta if a source honours the X-Virtual-MTA header
 * @param newOperatorFile the operator's file without the moved blocks and with the include line;
 *     every other byte as it was
 */
public record AdoptionPlan(
    List<ImportedVmta> vmtas,
    List<ImportedPool> pools,
    Optional<HostName> hostName,
    Duration bounceAfter,
    Set<String> fedNames,
    boolean processesXVirtualMta,
    List<AdoptWarning> warnings,
    byte[] newOperatorFile)
    implements AdoptionResult {
  public AdoptionPlan {
    vmtas = List.copyOf(vmtas);
    pools = List.copyOf(pools);
    requireNonNull(hostName, "hostName is null");
    requireNonNull(bounceAfter, "bounceAfter is null");
    fedNames = Collections.unmodifiableSet(new TreeSet<>(fedNames));
    warnings = List.copyOf(warnings);
    newOperatorFile = newOperatorFile.clone();
  }

  @Override
  public byte[] newOperatorFile() {
    return newOperatorFile.clone();
  }
}
