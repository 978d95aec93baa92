package io.emailengine.workflows.model;

/**
 * Who asked. {@code operator} came in by the operator key, {@code temporal} by a raw signal, {@code
 * engine} is a rule of the product. Only a person's wish may raise a cap outside the raise window
 * (see {@code CapPolicy}).
 */
public record Actor(String name) {
  public static final Actor ENGINE = new Actor("engine");
  public static final Actor OPERATOR = new Actor("operator");
  public static final Actor TEMPORAL = new Actor("temporal");

  public Actor {
    if (name.isBlank() || name.length() > 100) {
      throw new InvalidValueException("must be 1 to 100 characters");
    }
  }

  public boolean isPerson() {
    return !equals(ENGINE);
  }
}
