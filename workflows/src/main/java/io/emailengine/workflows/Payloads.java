package io.emailengine.workflows;

import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * How values travel through Temporal: JSON with java.time as ISO text. Unknown fields are ignored,
 * so that a version that was rolled back reads what a newer one wrote.
 */
public final class Payloads {
  private Payloads() {}

  /** The converter that every client and worker of the product must use. */
  public static DataConverter dataConverter() {
    ObjectMapper mapper =
        JacksonJsonPayloadConverter.newDefaultObjectMapper()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    // Jackson's own pool keeps two buffers for each thread, and a cached workflow keeps its
    // threads.
    mapper.getFactory().setRecyclerPool(JsonRecyclerPools.newConcurrentDequePool());
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper));
  }
}
