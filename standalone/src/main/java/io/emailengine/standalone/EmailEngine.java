package io.emailengine.standalone;

/** Entry point of the one-command product. */
public final class EmailEngine {
  private EmailEngine() {}

  public static void main(String[] args) {}
}
