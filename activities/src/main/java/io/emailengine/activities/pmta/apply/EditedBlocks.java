package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.plan.CapChange;
import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lines of an edited engine's file, beside its caps: which can be carried along, and which not. */
final class EditedBlocks {
  private final CarriedBlockRepository blocks;
  private final SendingIpRepository ips;
  private final Sealer sealer;

  EditedBlocks(CarriedBlockRepository blocks, SendingIpRepository ips, Sealer sealer) {
    this.blocks = blocks;
    this.ips = ips;
    this.sealer = sealer;
  }

  /**
   * Carries edited lines of the operator's virtual MTAs along. Belongs into the caller's
   * transaction.
   */
  void take(ServerRow server, PmtaConfig edited, ConfigPlan plan) {
    Set<String> managed =
        ips.findByServer(server.id()).stream().map(SendingIpRow::vmta).collect(Collectors.toSet());
    Set<String> changed = new TreeSet<>(plan.vmtasChanged());
    plan.caps().stream()
        .map(CapChange::vmta)
        .filter(v -> !managed.contains(v))
        .forEach(changed::add);
    for (Block block : edited.blocks().toList()) {
      if (block.is("virtual-mta") && changed.contains(block.name())) {
        blocks
            .findByServerIdAndName(server.id(), block.name())
            .filter(row -> row.kind() == BlockKind.VIRTUAL_MTA)
            .ifPresent(row -> take(row, edited.text(block), managed.contains(block.name())));
      }
    }
  }

  private void take(CarriedBlockRow row, String text, boolean managed) {
    String purpose = CarriedBlockRow.bodyPurpose(row.id());
    String own = sealer.openText(row.body(), purpose);
    blocks.changeBody(row.id(), sealer.sealText(managed ? withOwnRate(text, own) : text, purpose));
  }

  /** The rate in a managed block is the engine's; the operator's own comes back one day. */
  private static String withOwnRate(String edited, String own) {
    List<String> rates = own.lines().filter(EditedBlocks::isRate).toList();
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (String line : edited.split("(?<=\n)")) {
      if (!isRate(line)) {
        text.append(line);
      } else if (next < rates.size()) {
        String end = line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
        text.append(rates.get(next++)).append(end);
      }
    }
    return text.toString();
  }

  private static boolean isRate(String line) {
    return line.strip().toLowerCase(java.util.Locale.ROOT).matches(DailyRate.DIRECTIVE + "\\s.*");
  }

  /**
   * Lines that were written into the file, or taken out of it, and that a draft does not follow.
   * Caps are not among them: they are wishes, and stops and quotas lie over them.
   */
  List<HostProblem.Reason> lost(String before, String edited, String draft, String path) {
    Map<String, Integer> was = counted(before);
    Map<String, Integer> is = counted(edited);
    Map<String, Integer> willBe = counted(draft);
    List<HostProblem.Reason> lost = new ArrayList<>();
    List<String> lines = edited.lines().toList();
    Map<String, Integer> found = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int nth = found.merge(line, 1, Integer::sum);
      if (nth > was.getOrDefault(line, 0) && nth > willBe.getOrDefault(line, 0) && counts(line)) {
        lost.add(
            new HostProblem.Reason(
                "line-not-kept",
                path,
                i + 1,
                "a line that was added can't be kept here; put it into your own configuration"));
      }
    }
    was.forEach(
        (line, times) -> {
          if (is.getOrDefault(line, 0) < times
              && willBe.getOrDefault(line, 0) > is.getOrDefault(line, 0)) {
            lost.add(
                new HostProblem.Reason(
                    "line-not-removed", path, null, "a line that was taken out belongs there"));
          }
        });
    return lost;
  }

  private static Map<String, Integer> counted(String text) {
    Map<String, Integer> counted = new HashMap<>();
    text.lines()
        .map(String::strip)
        .filter(EditedBlocks::counts)
        .forEach(line -> counted.merge(line, 1, Integer::sum));
    return counted;
  }

  /** Not blank, no rate, and not the engine's own header and marker. */
  private static boolean counts(String line) {
    return !line.isEmpty()
        && !isRate(line)
        && !line.startsWith(EngineFile.MARKER_DIRECTIVE + " ")
        && !line.startsWith("# email-engine");
  }
}
