package io.emailengine.activities.pmta.config.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.activities.pmta.config.render.RenderVmta.EngineVmta;
import io.emailengine.sandbox.grammar.ConfigFiles;
import io.emailengine.sandbox.grammar.PowerMtaConfig;
import io.emailengine.sandbox.grammar.SourceHost;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whatever passes the values' own checks is read back, by two readers, as what was meant. */
class ParsesBackTest {
  private static final String[] HOSTILE = {
    "",
    " ",
    "a b",
    "a\nb",
    "a\r\nb",
    "a#b",
    "#",
    "<a",
    "a>",
    "</virtual-mta>",
    "a\"b",
    "'a'",
    "a\\b",
    "a\u0000b",
    "a\u2028b",
    "a\u0085b",
    "a\tb",
    "$a",
    "a,b",
    "x".repeat(300),
    "é",
    "аdmin.example",
    "İ.com",
    "\ud83d\ude00",
    "\ufeffa",
    "a\u00adb",
    "a\u200bb",
    "-a",
    "a/b",
    "192.0.2.1 b",
    "a;b",
    "*",
    "%0a"
  };

  @Test
  void noHostileTextBecomesAValue() {
    for (String text : HOSTILE) {
      refuses(text, () -> new HostName(text));
      refuses(text, () -> new VmtaName(text));
      refuses(text, () -> new PoolName(text));
      refuses(text, () -> new IpAddress(text));
      refuses(text, () -> new DomainKey(text, "example.com", "/k"));
      if (!text.equals("*")) {
        refuses(text, () -> new DomainKey("s", text, "/k"));
      }
      refuses(text, () -> new DomainKey("s", "*", text));
      assertThat(DomainKey.read("s," + text)).isEmpty();
    }
  }

  private static void refuses(String text, ThrowingCallable made) {
    assertThatThrownBy(made).as("%s", text).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void bothReadersSeeWhatWasMeant() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("ParsesBackTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      RenderInput input = next(random);
      Rendered rendered = EngineFile.render(input);
      check(input, PmtaConfig.parse("engine", rendered.text()), "seed " + seed);
      check(
          input, PowerMtaConfig.loadFragment(new OneFile(rendered.bytes()), "/e"), "seed " + seed);
    }
  }

  private static void check(RenderInput input, PmtaConfig read, String seed) {
    assertThat(read.problems()).as(seed).isEmpty();
    List<Block> blocks = read.blocks().toList();
    assertThat(blocks).hasSize(1 + input.vmtas().size() + input.pools().size());
    for (int i = 0; i < input.vmtas().size(); i++) {
      EngineVmta meant = (EngineVmta) input.vmtas().get(i);
      Block found = blocks.get(i + 1);
      assertThat(found.name()).as(seed).isEqualTo(meant.name().value());
      assertThat(DailyRate.capOf(found)).as(seed).contains(meant.cap());
      assertThat(found.lines("smtp-source-host").get(0).words())
          .as(seed)
          .containsExactly(meant.address().value(), meant.hostname().value());
      assertThat(found.lines("domain-key").stream().map(line -> DomainKey.read(line.value())))
          .as(seed)
          .containsExactlyElementsOf(meant.domainKeys().stream().map(Optional::of).toList());
    }
  }

  private static void check(RenderInput input, PowerMtaConfig read, String seed) {
    assertThat(read.virtualMtas())
        .as(seed)
        .containsExactlyElementsOf(
            input.vmtas().stream().map(vmta -> vmta.name().value()).toList());
    for (RenderVmta vmta : input.vmtas()) {
      EngineVmta meant = (EngineVmta) vmta;
      String name = meant.name().value();
      assertThat(read.sources(name))
          .as(seed)
          .containsExactly(new SourceHost(meant.address().value(), meant.hostname().value()));
      assertThat(read.virtualMtaSettings(name))
          .as(seed)
          .containsEntry("max-smtp-msg-rate", meant.cap().toString());
      assertThat(read.queueSettings("example.com", name).get("dkim-sign"))
          .as(seed)
          .isEqualTo(meant.dkimSign() ? "yes" : "false");
    }
    Map<String, List<String>> pools = read.pools();
    assertThat(pools).as(seed).hasSize(input.pools().size());
    for (RenderPool pool : input.pools()) {
      assertThat(pools.get(pool.name().value()))
          .as(seed)
          .containsExactlyElementsOf(
              ((EnginePool) pool).members().stream().map(VmtaName::value).toList());
    }
    assertThat(read.literalSetting(EngineFile.MARKER_DOMAIN, EngineFile.MARKER_DIRECTIVE))
        .as(seed)
        .contains(String.valueOf(input.generation()));
  }

  private static RenderInput next(Random random) {
    List<RenderVmta> vmtas = new ArrayList<>();
    Set<VmtaName> names = new HashSet<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      EngineVmta vmta = vmta(random);
      if (names.add(vmta.name())) {
        vmtas.add(vmta);
      }
    }
    List<RenderPool> pools = new ArrayList<>();
    if (!names.isEmpty()) {
      pools.add(new EnginePool(new PoolName("0pool." + random.nextInt(9)), names));
    }
    return new RenderInput(Blocks.INSTANCE, random.nextInt(1_000_000), vmtas, pools);
  }

  private static EngineVmta vmta(Random random) {
    IpAddress address =
        random.nextBoolean()
            ? new IpAddress("198.51.100." + random.nextInt(256))
            : new IpAddress(
                "2001:DB8:0:"
                    + Integer.toHexString(random.nextInt(65536))
                    + "::"
                    + (1 + random.nextInt(9)));
    DomainKey key =
        new DomainKey(
            "s" + random.nextInt(9), random.nextBoolean() ? "*" : "a-b.example", "/k/x_y+z=@.pem");
    return new EngineVmta(
        new VmtaName(name(random)),
        address,
        host(random),
        new DailyCap(1 + random.nextInt(DailyCap.MAX)),
        random.nextBoolean() ? List.of(key) : List.of(),
        random.nextBoolean());
  }

  /** Long, short, and full of the characters that are allowed. */
  private static String name(Random random) {
    String allowed = "aZ09._-";
    StringBuilder name = new StringBuilder("v");
    for (int i = random.nextInt(127); i > 0; i--) {
      name.append(allowed.charAt(random.nextInt(allowed.length())));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /** Random characters, most of them bad; only what the type accepts is used. */
  private static HostName host(Random random) {
    while (true) {
      StringBuilder text = new StringBuilder();
      for (int i = 1 + random.nextInt(12); i > 0; i--) {
        text.append(
            random.nextInt(8) == 0
                ? HOSTILE[random.nextInt(HOSTILE.length)]
                : "a1-.B".charAt(random.nextInt(5)));
      }
      try {
        return new HostName(text + ".example");
      } catch (InvalidValueException e) {
        // the next one may pass
      }
    }
  }

  private record OneFile(byte[] bytes) implements ConfigFiles {
    @Override
    public Optional<byte[]> read(String path) {
      return path.equals("/e") ? Optional.of(bytes) : Optional.empty();
    }

    @Override
    public List<String> glob(String pattern) {
      return List.of();
    }
  }
}
