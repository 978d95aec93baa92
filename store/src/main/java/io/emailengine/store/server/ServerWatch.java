package io.emailengine.store.server;

import io.emailengine.store.seal.Sealed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine keeps in mind about one host from one run to the next.
 *
 * @param told reason of the trouble that people were told of and that only they can end; null: of
 *     none
 * @param silentPauses virtual MTAs whose pause command fails, as people were told
 * @param filesSha over all of the operator's files as last seen; null: they are those that were
 *     accepted
 * @param filesChangedAt when they last changed; null with {@code filesSha}
 * @param edit stops that are being laid over an edited engine's file; null: none are under way
 * @param noRiseGen no cap rises before this generation is applied: the database is older than the
 *     host; null: as usual
 */
public record ServerWatch(
    @Nullable String told,
    List<String> silentPauses,
    @Nullable String filesSha,
    @Nullable Instant filesChangedAt,
    @Nullable Edit edit,
    @Nullable Long noRiseGen,
    int restoresToday) {
  public ServerWatch {
    silentPauses = List.copyOf(silentPauses);
  }

  /** Nothing out of the ordinary. */
  public static final ServerWatch NOTHING =
      new ServerWatch(null, List.of(), null, null, null, null, 0);

  /** Whether the operator's own files are other ones than those that were last accepted. */
  public boolean filesChanged() {
    return filesChangedAt != null;
  }

  /**
   * An edited engine's file with more stops in it.
   *
   * @param text sealed for the purpose of {@link ServerRow#driftPurpose}
   * @param stops the virtual MTAs that were stopped in it
   */
  public record Edit(String sha256, Sealed text, List<String> stops) {
    public Edit {
      stops = List.copyOf(stops);
    }
  }
}
