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
 * @param vmtas that move, in the order in which they are loaded
 * @param pools that move, in the order in which they are loaded
 * @param staying virtual MTAs and pools that stay in the operator's files; their names are taken
 * @param feeds what decides which virtual MTA or pool gets mail
 * @param hostName the server's {@code host-name}, if it has a plain one
 * @param bounceAfter the shortest time after which queued mail bounces
 * @param fedNames virtual MTAs and pools that a pattern-list, a source or a listener sends mail to
 * @param processesXVirtualMta if a source honours the X-Virtual-MTA header
 * @param needs what only the host can vouch for
 * @param warnings in the order of the files, then of their lines
 * @param paths of all files that were read, the main one first
 * @param files the operator's files that change, none if there is nothing to do
 * @param record what undoing the adoption needs; replaces the one of an earlier adoption
 */
public record AdoptionPlan(
    List<ImportedVmta> vmtas,
    List<ImportedPool> pools,
    List<StayingBlock> staying,
    List<Feed> feeds,
    Optional<HostName> hostName,
    Duration bounceAfter,
    Set<String> fedNames,
    boolean processesXVirtualMta,
    HostNeeds needs,
    List<AdoptWarning> warnings,
    List<String> paths,
    List<FileChange> files,
    AdoptionRecord record)
    implements AdoptionResult {
  public AdoptionPlan {
    vmtas = List.copyOf(vmtas);
    pools = List.copyOf(pools);
    staying = List.copyOf(staying);
    feeds = List.copyOf(feeds);
    requireNonNull(hostName, "hostName is null");
    requireNonNull(bounceAfter, "bounceAfter is null");
    fedNames = Collections.unmodifiableSet(new TreeSet<>(fedNames));
    requireNonNull(needs, "needs is null");
    warnings = List.copyOf(warnings);
    paths = List.copyOf(paths);
    files = List.copyOf(files);
    requireNonNull(record, "record is null");
  }
}
