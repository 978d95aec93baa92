package io.emailengine.store.jdbc;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.data.convert.WritingConverter;

/** Enums to their wire names. */
@WritingConverter
final class EnumWriter implements GenericConverter {
  @Override
  public Set<ConvertiblePair> getConvertibleTypes() {
    return StoredEnums.ALL.stream()
        .map(type -> new ConvertiblePair(type, String.class))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public @Nullable Object convert(
      @Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
    return source == null ? null : WireNamed.of(((Enum<?>) source).name());
  }
}
