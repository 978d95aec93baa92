package io.emailengine.activities.pmta.config.tree;

import io.emailengine.activities.pmta.config.grammar.Item;

/**
 * An item in the order in which PowerMTA reads it. A file that is loaded twice has its items twice.
 */
public record Placed(ConfigFile file, Item item) {}
