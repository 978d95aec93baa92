package io.emailengine.store.jdbc;

import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealed;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.postgresql.util.PGobject;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.mapping.JdbcValue;

/** Between the values of rows and those of the PostgreSQL driver. */
public final class StoreConverters {
  private StoreConverters() {}

  /** All of them, for Spring Data. */
  public static List<Object> all() {
    return List.of(
        new EnumWriter(),
        new EnumReader(),
        new JsonWriter(),
        new JsonReader(),
        new SealedWriter(),
        new SealedReader(),
        new InstantWriter(),
        new InstantReader(),
        new LocalTimeWriter(),
        new LocalTimeReader());
  }

  @WritingConverter
  private static final class JsonWriter implements Converter<Json, JdbcValue> {
    @Override
    public JdbcValue convert(Json json) {
      try {
        PGobject value = new PGobject();
        value.setType("jsonb");
        value.setValue(json.text());
        return JdbcValue.of(value, JDBCType.OTHER);
      } catch (SQLException e) {
        throw new IllegalStateException("the driver does not take jsonb", e);
      }
    }
  }

  @ReadingConverter
  private static final class JsonReader implements Converter<PGobject, Json> {
    @Override
    public Json convert(PGobject value) {
      String text = value.getValue();
      return new Json(text == null ? "null" : text);
    }
  }

  @WritingConverter
  private static final class SealedWriter implements Converter<Sealed, JdbcValue> {
    @Override
    public JdbcValue convert(Sealed sealed) {
      return JdbcValue.of(sealed.bytes(), JDBCType.BINARY);
    }
  }

  @ReadingConverter
  private static final class SealedReader implements Converter<byte[], Sealed> {
    @Override
    public Sealed convert(byte[] bytes) {
      return new Sealed(bytes);
    }
  }

  /** With its offset, so that the JVM's time zone plays no part; PostgreSQL keeps microseconds. */
  @WritingConverter
  private static final class InstantWriter implements Converter<Instant, JdbcValue> {
    @Override
    public JdbcValue convert(Instant instant) {
      OffsetDateTime utc = instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
      return JdbcValue.of(utc, JDBCType.TIMESTAMP_WITH_TIMEZONE);
    }
  }

  @ReadingConverter
  private static final class InstantReader implements Converter<Timestamp, Instant> {
    @Override
    public Instant convert(Timestamp timestamp) {
      return timestamp.toInstant();
    }
  }

  @WritingConverter
  private static final class LocalTimeWriter implements Converter<LocalTime, JdbcValue> {
    @Override
    public JdbcValue convert(LocalTime time) {
      return JdbcValue.of(time, JDBCType.TIME);
    }
  }

  @ReadingConverter
  private static final class LocalTimeReader implements Converter<Time, LocalTime> {
    @Override
    public LocalTime convert(Time time) {
      return time.toLocalTime();
    }
  }
}
