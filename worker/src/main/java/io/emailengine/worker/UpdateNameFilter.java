package io.emailengine.worker;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Gives every meter of the Temporal SDK the tag {@code update_name}. Only meters of updates have it
 * otherwise, and Prometheus refuses a name whose series have different tags.
 */
final class UpdateNameFilter implements MeterFilter {
  private static final String TAG = "update_name";

  @Override
  public Meter.Id map(Meter.Id id) {
    boolean lacks = id.getName().startsWith("temporal_") && id.getTag(TAG) == null;
    return lacks ? id.withTag(Tag.of(TAG, "none")) : id;
  }
}
