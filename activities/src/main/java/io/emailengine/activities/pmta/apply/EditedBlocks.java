package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.plan.CapChange;
import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.RenderPool;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.VmtaName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
   * Carries edited lines along: of virtual MTAs whoever made them, of the operator's pools, whole
   * new blocks, and comments between blocks, which go into the block above. Belongs into the
   * caller's transaction.
   *
   * @param before the recorded file
   */
  void take(ServerRow server, String before, PmtaConfig edited, ConfigPlan plan) {
    Set<String> managed =
        ips.findByServer(server.id()).stream().map(SendingIpRow::vmta).collect(Collectors.toSet());
    Map<String, CarriedBlockRow> carried = new HashMap<>();
    blocks.findByServer(server.id()).forEach(row -> carried.put(row.name(), row));
    PmtaConfig recorded = PmtaConfig.parse("engine file", before.getBytes(StandardCharsets.UTF_8));
    LooseComments comments = LooseComments.between(before, edited);
    Set<String> changed = changed(plan, managed);
    for (Block block : edited.blocks().toList()) {
      boolean pool = block.is("virtual-mta-pool");
      if (!(pool || block.is("virtual-mta"))
          || !(changed.contains(block.name()) || comments.follow(block))) {
        continue;
      }
      String text = comments.into(block, edited.text(block));
      boolean ours = managed.contains(block.name());
      CarriedBlockRow row = carried.get(block.name());
      if (row == null) {
        // What the engine made of a pool is its members only; those are its own to choose.
        if (!pool || plan.poolsAdded().contains(block.name())) {
          carry(server, block, ours ? withOwnRate(text, "") : text, carried);
        }
      } else if (pool == (row.kind() == BlockKind.VIRTUAL_MTA_POOL)) {
        take(row, text, ours, recorded);
      }
    }
  }

  private static Set<String> changed(ConfigPlan plan, Set<String> managed) {
    Set<String> changed = new TreeSet<>(plan.vmtasChanged());
    plan.caps().stream()
        .map(CapChange::vmta)
        .filter(v -> !managed.contains(v))
        .forEach(changed::add);
    plan.vmtasAdded().forEach(vmta -> changed.add(vmta.vmta()));
    changed.addAll(plan.poolsAdded());
    plan.poolsChanged().forEach(pool -> changed.add(pool.pool()));
    return changed;
  }

  private void carry(
      ServerRow server, Block block, String text, Map<String, CarriedBlockRow> carried) {
    int position = carried.values().stream().mapToInt(row -> row.position() + 1).max().orElse(0);
    UUID id = UUID.randomUUID();
    CarriedBlockRow row =
        new CarriedBlockRow(
            id,
            server.id(),
            position,
            block.is("virtual-mta-pool") ? BlockKind.VIRTUAL_MTA_POOL : BlockKind.VIRTUAL_MTA,
            block.name(),
            new EnginePaths(server.configPath()).engineFile(),
            block.line(),
            sealer.sealText(text, CarriedBlockRow.bodyPurpose(id)));
    blocks.insert(row);
    carried.put(row.name(), row);
  }

  private void take(CarriedBlockRow row, String text, boolean managed, PmtaConfig recorded) {
    String purpose = CarriedBlockRow.bodyPurpose(row.id());
    String own = sealer.openText(row.body(), purpose);
    String taken =
        row.kind() == BlockKind.VIRTUAL_MTA_POOL
            ? withOwnMembers(text, own, recorded)
            : managed ? withOwnRate(text, own) : text;
    blocks.changeBody(row.id(), sealer.sealText(taken, purpose));
  }

  /**
   * The members in the file are those that the engine let in; the operator's own come back one day,
   * but for those that were taken out of the file by hand, and with those that were put into it.
   */
  private static String withOwnMembers(String edited, String own, PmtaConfig recorded) {
    BlockText text = BlockText.of(edited);
    Set<String> was =
        recorded
            .blocks()
            .filter(b -> b.is(text.block().tag()) && b.name().equals(text.block().name()))
            .findFirst()
            .map(EditedBlocks::members)
            .orElse(Set.of());
    Set<String> is = members(text.block());
    Set<String> members = new LinkedHashSet<>(members(BlockText.of(own).block()));
    members.removeIf(member -> was.contains(member) && !is.contains(member));
    is.stream().filter(member -> !was.contains(member)).forEach(members::add);
    if (members.isEmpty()) {
      return edited;
    }
    return RenderPool.withMembers(
        text, members.stream().map(VmtaName::new).collect(Collectors.toSet()));
  }

  private static Set<String> members(Block pool) {
    return pool.lines("virtual-mta").stream()
        .flatMap(line -> line.words().stream().limit(1))
        .collect(Collectors.toCollection(LinkedHashSet::new));
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
