package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.RenderInput;
import io.emailengine.activities.pmta.config.render.RenderPool;
import io.emailengine.activities.pmta.config.render.RenderVmta;
import io.emailengine.activities.pmta.config.tree.HostFiles;
import io.emailengine.sandbox.grammar.ConfigException;
import io.emailengine.sandbox.grammar.ConfigFiles;
import io.emailengine.sandbox.grammar.Dialect;
import io.emailengine.sandbox.grammar.EffectiveSettings;
import io.emailengine.sandbox.grammar.PowerMtaConfig;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Files of a host in memory, read by both grammars and adopted and given back. */
final class WildHost {
  static final String CONFIG = "/etc/pmta/config";
  static final String ENGINE = "/etc/pmta/email-engine/engine.conf";

  private static final UUID INSTANCE = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

  private final Map<String, byte[]> files;

  WildHost(Map<String, byte[]> files) {
    this.files = new TreeMap<>(files);
  }

  static WildHost of(String... pathsAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(UTF_8));
    }
    return new WildHost(files);
  }

  Map<String, byte[]> files() {
    return files;
  }

  String text(String path) {
    return new String(files.get(path), UTF_8);
  }

  /** A copy with one file changed. */
  WildHost with(String path, byte[] bytes) {
    WildHost copy = new WildHost(files);
    copy.files.put(path, bytes);
    return copy;
  }

  WildHost without(String path) {
    WildHost copy = new WildHost(files);
    copy.files.remove(path);
    return copy;
  }

  HostFiles forEngine() {
    return HostFiles.of(CONFIG, files);
  }

  /** What the sandbox's own grammar says is in effect. */
  EffectiveSettings effective() throws ConfigException {
    ConfigFiles view =
        new ConfigFiles() {
          @Override
          public Optional<byte[]> read(String path) {
            return Optional.ofNullable(files.get(Path.of(path).normalize().toString()));
          }

          @Override
          public List<String> glob(String pattern) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return files.keySet().stream()
                .filter(path -> matcher.matches(Path.of(path)))
                .filter(path -> !path.contains("/."))
                .toList();
          }
        };
    return EffectiveSettings.of(PowerMtaConfig.loadFragment(view, CONFIG, Dialect.lenient()))
        .withoutDomain(EngineFile.MARKER_DOMAIN);
  }

  AdoptionResult plan() {
    return Adoption.plan(forEngine(), ENGINE, EngineNames.NONE, Optional.empty());
  }

  AdoptionPlan planned() {
    AdoptionResult result = plan();
    if (result instanceof AdoptionPlan plan) {
      return plan;
    }
    throw new AssertionError("not a plan: " + result);
  }

  /** The host after a plan was carried out; an engine's file that is there keeps its blocks. */
  WildHost after(AdoptionPlan plan) {
    WildHost changed = new WildHost(files);
    plan.files().forEach(change -> changed.files.put(change.path(), change.after()));
    byte[] earlier = files.get(ENGINE);
    byte[] now = engineFile(plan);
    changed.files.put(ENGINE, earlier == null ? now : joined(earlier, now));
    return changed;
  }

  private static byte[] joined(byte[] earlier, byte[] now) {
    byte[] all = new byte[earlier.length + now.length];
    System.arraycopy(earlier, 0, all, 0, earlier.length);
    System.arraycopy(now, 0, all, earlier.length, now.length);
    return all;
  }

  private static byte[] engineFile(AdoptionPlan plan) {
    List<RenderVmta> vmtas = new ArrayList<>();
    plan.vmtas()
        .forEach(
            vmta ->
                vmtas.add(
                    new RenderVmta.CarriedVmta(
                        vmta.position(), vmta.name(), vmta.text(), Optional.empty())));
    List<RenderPool> pools = new ArrayList<>();
    plan.pools()
        .forEach(
            pool ->
                pools.add(new RenderPool.CarriedPool(pool.position(), pool.name(), pool.text())));
    return EngineFile.render(new RenderInput(INSTANCE, 1, vmtas, pools)).bytes();
  }

  /** The host after it was given back; the engine's file is left out. */
  WildHost after(Unadoption unadoption) {
    WildHost changed = without(ENGINE);
    unadoption.files().forEach(change -> changed.files.put(change.path(), change.after()));
    return changed;
  }
}
