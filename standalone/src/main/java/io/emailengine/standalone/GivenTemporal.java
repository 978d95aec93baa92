package io.emailengine.standalone;

import java.util.Optional;

/** A server that somebody else runs. */
record GivenTemporal(String address) implements TemporalServer {
  @Override
  public Optional<String> webUi() {
    return Optional.empty();
  }

  @Override
  public String description() {
    return "the given server";
  }

  @Override
  public void close() {}
}
