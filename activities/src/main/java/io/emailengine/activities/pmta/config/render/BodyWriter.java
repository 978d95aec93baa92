package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.grammar.TextBytes;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPool;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPoolWithMembers;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.activities.pmta.config.render.RenderVmta.CarriedVmta;
import io.emailengine.activities.pmta.config.render.RenderVmta.EngineVmta;
import io.emailengine.workflows.model.VmtaName;

/** Writes virtual MTAs, then the pools that name them. */
final class BodyWriter {
  private static final byte[] VMTA = ascii("\n<virtual-mta ");
  private static final byte[] SOURCE = ascii(">\n    smtp-source-host ");
  private static final byte[] RATE = ascii("\n    max-smtp-msg-rate ");
  private static final byte[] PER_DAY = ascii("/d\n");
  private static final byte[] KEY = ascii("    domain-key ");

  /** A directive of domains only; no rate here, it would replace the operator's ISP limits. */
  private static final byte[] SIGN =
      ascii("    <domain *>\n        dkim-sign yes\n    </domain>\n");

  private static final byte[] VMTA_END = ascii("</virtual-mta>\n");
  private static final byte[] MEMBER = ascii("    virtual-mta ");

  /** About what a virtual MTA or a member's line takes; room for more is made when needed. */
  private static final int TYPICAL_VMTA = 256;

  private static final int TYPICAL_LINE = 48;

  private final TextBytes out;

  BodyWriter(TextBytes out) {
    this.out = out;
  }

  /** A good guess of the size, so that a large file is not copied while it grows. */
  static int size(RenderInput input) {
    int size = TYPICAL_VMTA * 4;
    for (RenderVmta vmta : input.vmtas()) {
      size +=
          vmta instanceof CarriedVmta carried
              ? carried.original().size() + TYPICAL_LINE
              : TYPICAL_VMTA;
    }
    for (RenderPool pool : input.pools()) {
      size += TYPICAL_VMTA + TYPICAL_LINE * pool.size();
    }
    return size;
  }

  void write(RenderInput input) {
    for (RenderVmta vmta : input.vmtas()) {
      if (vmta instanceof EngineVmta made) {
        write(made);
      } else {
        write((CarriedVmta) vmta);
      }
    }
    for (RenderPool pool : input.pools()) {
      out.ascii("\n");
      write(pool);
    }
  }

  private void write(EngineVmta vmta) {
    out.raw(VMTA).ascii(vmta.name().value());
    out.raw(SOURCE).ascii(vmta.address().value()).ascii(" ").ascii(vmta.hostname().value());
    out.raw(RATE).number(vmta.cap().messages()).raw(PER_DAY);
    for (DomainKey key : vmta.domainKeys()) {
      out.raw(KEY).ascii(key.selector()).ascii(",").ascii(key.domain());
      out.ascii(",").ascii(key.file()).ascii("\n");
    }
    if (vmta.dkimSign()) {
      out.raw(SIGN);
    }
    out.raw(VMTA_END);
  }

  private void write(CarriedVmta vmta) {
    out.ascii("\n");
    if (vmta.cap().isPresent()) {
      vmta.original().appendTo(out, vmta.cap().get());
    } else {
      vmta.original().appendTo(out);
    }
    out.endLine(); // the last block of an operator's file may lack it
  }

  private void write(RenderPool pool) {
    if (pool instanceof CarriedPool carried) {
      carried.original().appendTo(out);
    } else if (pool instanceof CarriedPoolWithMembers carried) {
      new MemberLines(carried.original(), carried.members()).appendTo(out);
    } else {
      write((EnginePool) pool);
    }
    out.endLine();
  }

  private void write(EnginePool pool) {
    out.ascii("<virtual-mta-pool ").ascii(pool.name().value()).ascii(">\n");
    for (VmtaName member : pool.members()) {
      out.raw(MEMBER).ascii(member.value()).ascii("\n");
    }
    out.ascii("</virtual-mta-pool>\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
