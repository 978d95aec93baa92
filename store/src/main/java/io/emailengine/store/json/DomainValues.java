package io.emailengine.store.json;

import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.Purpose;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.model.TenantSlug;
import io.emailengine.workflows.model.VmtaName;
import java.io.Serial;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** The one-component values of the domain, as people write them: {@code 50}, {@code "sandbox"}. */
final class DomainValues extends SimpleModule {
  @Serial private static final long serialVersionUID = 1L;

  DomainValues() {
    number(DailyCap.class, DailyCap::messages, DailyCap::new);
    text(Actor.class, Actor::name, Actor::new);
    text(HostName.class, HostName::value, HostName::new);
    text(IpAddress.class, IpAddress::value, IpAddress::new);
    text(PoolName.class, PoolName::value, PoolName::new);
    text(Purpose.class, Purpose::value, Purpose::new);
    text(ServerName.class, ServerName::value, ServerName::new);
    text(TenantSlug.class, TenantSlug::value, TenantSlug::new);
    text(VmtaName.class, VmtaName::value, VmtaName::new);
  }

  private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
    addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Override
          public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(write.apply(value));
          }
        });
    addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) {
            return read.apply(in.getValueAsString());
          }
        });
  }

  private <T> void number(Class<T> type, ToIntFunction<T> write, IntFunction<T> read) {
    addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Override
          public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeNumber(write.applyAsInt(value));
          }
        });
    addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) {
            return read.apply(in.getIntValue());
          }
        });
  }
}
