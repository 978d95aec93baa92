package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.SshConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which way a session goes: through the helper where there is one, else by itself. Looked up once,
 * at the first verb that needs to know.
 */
final class HostRoute {
  private static final Logger log = LoggerFactory.getLogger(HostRoute.class);

  private final SshConnection ssh;
  private final HostAddress address;
  private final HelperPlace place;
  private final CommandBounds bounds;
  private final HelperCalls calls;
  private final SshFiles files;
  private final PmtaCommands direct;
  private final PmtaCommands byHelper;
  private volatile @Nullable HelperFacts known;

  HostRoute(
      SshConnection ssh,
      HostAddress address,
      HelperPlace place,
      CommandBounds bounds,
      SshFiles files) {
    this.ssh = ssh;
    this.address = address;
    this.place = place;
    this.bounds = bounds;
    this.files = files;
    this.calls = new HelperCalls(ssh, place);
    this.direct = new PmtaCommands.Direct(calls, address.pmta(), bounds);
    this.byHelper = new PmtaCommands.ByHelper(calls, bounds);
  }

  HelperFacts facts() {
    HelperFacts facts = known;
    if (facts == null) {
      facts = probe();
      known = facts;
    }
    return facts;
  }

  private HelperFacts probe() {
    ExecResult result = calls.exec(place.call(List.of("version")), bounds.quick());
    Optional<HelperAnswer> answer = HelperAnswer.parse(result);
    if (answer.isPresent()) {
      return facts(answer.get());
    }
    Optional<String> unknown = PmtaAnswers.unknown(result);
    if (unknown.isPresent()) {
      throw new HostCommandException(
          HostCommandException.Kind.UNKNOWN, "helper version: " + unknown.get());
    }
    // To sudo, a program that is not there and one that is not allowed are much the same.
    boolean there =
        HostErrors.translating(() -> ssh.stat(place.script()))
            .map(stat -> !stat.folder())
            .orElse(false);
    if (there && place.root()) {
      return HelperFacts.of(HelperFacts.State.OUTDATED); // something else lies there
    }
    return HelperFacts.of(there ? HelperFacts.State.NOT_PERMITTED : HelperFacts.State.ABSENT);
  }

  private static HelperFacts facts(HelperAnswer answer) {
    if (answer.word().equals("not-installed")) {
      return HelperFacts.of(HelperFacts.State.ABSENT);
    }
    if (answer.word().equals("not-root")) {
      return HelperFacts.of(HelperFacts.State.NOT_PERMITTED);
    }
    String version = answer.firstOfRest();
    if (!answer.word().equals("version") || !version.matches("[0-9]{1,6}")) {
      return HelperFacts.of(HelperFacts.State.OUTDATED);
    }
    int contract = Integer.parseInt(version);
    return new HelperFacts(
        contract == HelperScript.version() ? HelperFacts.State.READY : HelperFacts.State.OUTDATED,
        OptionalInt.of(contract),
        answer.rest().endsWith(" pending"));
  }

  /** Root can do without a helper whatever needs no lock and no journal. */
  PmtaCommands commands() {
    HelperFacts.State state = facts().state();
    if (state == HelperFacts.State.READY) {
      return byHelper;
    }
    boolean absent = state == HelperFacts.State.ABSENT;
    if (place.root() || (absent && !address.helperRequired())) {
      return direct;
    }
    throw unusable(state);
  }

  /** On an adopted host root mends the helper by itself, as after an update of this engine. */
  Swaps swaps() {
    HelperFacts.State state = facts().state();
    boolean mends =
        place.root()
            && address.helperRequired()
            && (state == HelperFacts.State.ABSENT || state == HelperFacts.State.OUTDATED);
    if (mends) {
      log.info("installing {} on {}", place.script(), address.target().place());
      install();
    }
    if (mends || state == HelperFacts.State.READY) {
      return new HelperSwaps(calls, files, bounds);
    }
    if (state == HelperFacts.State.ABSENT && place.root()) {
      return new DirectSwaps(files, () -> PmtaAnswers.test(direct.test()));
    }
    throw unusable(state);
  }

  /** Of those files that only the helper may read, if there is one that may. */
  Map<String, String> hash(Collection<String> paths) {
    if (paths.isEmpty() || place.root() || !facts().ready()) {
      return Map.of();
    }
    return HostLooks.hash(
        paths,
        batch -> {
          List<String> words = new ArrayList<>(batch);
          words.add(0, "hash");
          return calls.call(bounds.whole(), words.toArray(String[]::new)).body();
        });
  }

  private HostHelperException unusable(HelperFacts.State state) {
    return switch (state) {
      case READY -> throw new IllegalStateException("the helper is usable");
      case ABSENT -> HelperCalls.missing(place);
      case OUTDATED ->
          new HostHelperException(
              HostHelperException.Kind.OUTDATED,
              place.script()
                  + " on the host has another contract than "
                  + HelperScript.version()
                  + "; install it again as root");
      case NOT_PERMITTED ->
          new HostHelperException(
              HostHelperException.Kind.NOT_PERMITTED,
              "the login may not run " + place.script() + " with sudo -n");
    };
  }

  void install() {
    if (!place.root()) {
      throw new HostHelperException(
          HostHelperException.Kind.NOT_PERMITTED,
          "only root can install the helper; as root: "
              + HelperScript.installCommand(address.configPath(), address.pmta()));
    }
    String script = place.script();
    for (int slash = script.indexOf('/', 1); slash > 0; slash = script.indexOf('/', slash + 1)) {
      files.ensureFolder(script.substring(0, slash));
    }
    files.stage(place.uploaded(), HelperScript.text().getBytes(StandardCharsets.UTF_8), 0700);
    known = null;
    ExecResult result =
        calls.exec(place.install(address.configPath(), address.pmta()), bounds.whole());
    HelperAnswer answer =
        HelperAnswer.parse(result)
            .orElseThrow(
                () ->
                    new HostCommandException(
                        HostCommandException.Kind.UNREADABLE,
                        "helper install answers " + PmtaAnswers.said(result)));
    if (!answer.word().equals("installed")) {
      throw calls.refusal("install", answer);
    }
  }

  void uninstall() {
    if (facts().state() == HelperFacts.State.ABSENT) {
      return;
    }
    if (!place.root()) {
      throw new HostHelperException(
          HostHelperException.Kind.NOT_PERMITTED,
          "only root can remove the helper; as root: " + place.script() + " uninstall");
    }
    known = null;
    HelperAnswer answer = calls.call(bounds.whole(), "uninstall");
    if (!answer.word().equals("uninstalled")) {
      throw calls.refusal("uninstall", answer);
    }
  }
}
