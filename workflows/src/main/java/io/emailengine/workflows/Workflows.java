package io.emailengine.workflows;

import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.temporal.common.SearchAttributeKey;
import java.util.List;

/**
 * Names under which the product is known to Temporal. Histories freeze them: renaming one is a
 * breaking change.
 */
public final class Workflows {
  /** The one task queue: worker and api agree on it. */
  public static final String TASK_QUEUE = "email-engine";

  public static final SearchAttributeKey<String> TENANT = SearchAttributeKey.forKeyword("Tenant");
  public static final SearchAttributeKey<String> SENDING_IP =
      SearchAttributeKey.forKeyword("SendingIp");
  public static final SearchAttributeKey<String> MAIL_NODE =
      SearchAttributeKey.forKeyword("MailNode");
  public static final SearchAttributeKey<String> IP_STATE =
      SearchAttributeKey.forKeyword("IpState");
  public static final SearchAttributeKey<Long> WARMUP_STEP =
      SearchAttributeKey.forLong("WarmupStep");

  public static final List<SearchAttributeKey<?>> SEARCH_ATTRIBUTES =
      List.of(TENANT, SENDING_IP, MAIL_NODE, IP_STATE, WARMUP_STEP);

  private Workflows() {}

  public static String warmupId(IpAddress address) {
    return "ip-warmup/" + address;
  }

  public static String applyId(ServerName server) {
    return "pmta-apply/" + server;
  }
}
