package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.PmtaHost;
import java.util.List;

/** The engine's file as it lies on a host's disk. */
record EngineFileOnHost(PmtaHost host, EnginePaths paths) {
  /** Its sha, or {@link ApplyProtocol#MISSING}. */
  String hash() {
    return host.hash(List.of(paths.engineFile()))
        .getOrDefault(paths.engineFile(), ApplyProtocol.MISSING);
  }

  /** Empty when it is gone. */
  byte[] bytes() {
    return host.read(paths.engineFile()).map(HostFile::bytes).orElse(new byte[0]);
  }

  /** The operator's own file, after whose owner and mode a new one is made; its folder is there. */
  HostFile model() {
    host.ensureFolder(paths.folder());
    return host.read(paths.configPath())
        .orElseThrow(
            () ->
                new HostFileException(
                    HostFileException.Kind.NOT_FOUND, paths.configPath() + " is gone"));
  }
}
