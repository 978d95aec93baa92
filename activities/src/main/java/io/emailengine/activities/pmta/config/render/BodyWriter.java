package io.emailengine.activities.pmta.config.render;

import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPool;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPoolWithMembers;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.activities.pmta.config.render.RenderVmta.CarriedVmta;
import io.emailengine.activities.pmta.config.render.RenderVmta.EngineVmta;
import io.emailengine.workflows.model.VmtaName;

/** Writes virtual MTAs, then the pools that name them. */
final class BodyWriter {
  static final String RATE = "max-smtp-msg-rate";

  /** A virtual MTA that the engine made takes about this many characters. */
  private static final int TYPICAL_BLOCK = 160;

  private final StringBuilder out;

  BodyWriter(int blocks) {
    out = new StringBuilder(TYPICAL_BLOCK * (blocks + 1));
  }

  String write(RenderInput input) {
    for (RenderVmta vmta : input.vmtas()) {
      out.append('\n');
      if (vmta instanceof EngineVmta made) {
        write(made);
      } else {
        write((CarriedVmta) vmta);
      }
    }
    for (RenderPool pool : input.pools()) {
      out.append('\n');
      write(pool);
    }
    return out.toString();
  }

  private void write(EngineVmta vmta) {
    out.append("<virtual-mta ")
        .append(vmta.name().value())
        .append(">\n    smtp-source-host ")
        .append(vmta.address().value())
        .append(' ')
        .append(vmta.hostname().value())
        .append("\n    max-smtp-msg-rate ")
        .append(vmta.cap().messages())
        .append("/d\n");
    for (DomainKey key : vmta.domainKeys()) {
      out.append("    domain-key ")
          .append(key.selector())
          .append(',')
          .append(key.domain())
          .append(',')
          .append(key.file())
          .append('\n');
    }
    if (vmta.dkimSign()) {
      // A directive of domains only; no rate here, it would replace the operator's ISP limits.
      out.append("    <domain *>\n        dkim-sign yes\n    </domain>\n");
    }
    out.append("</virtual-mta>\n");
  }

  private void write(CarriedVmta vmta) {
    if (vmta.cap().isPresent()) {
      vmta.original().appendWith(out, RATE, vmta.cap().get().toString());
    } else {
      out.append(vmta.original().value());
    }
    endLine();
  }

  private void write(RenderPool pool) {
    if (pool instanceof CarriedPool carried) {
      out.append(carried.original().value());
    } else if (pool instanceof CarriedPoolWithMembers carried) {
      new MemberLines(carried.original(), carried.members()).appendTo(out);
    } else {
      write((EnginePool) pool);
    }
    endLine();
  }

  private void write(EnginePool pool) {
    out.append("<virtual-mta-pool ").append(pool.name().value()).append(">\n");
    for (VmtaName member : pool.members()) {
      out.append("    virtual-mta ").append(member.value()).append('\n');
    }
    out.append("</virtual-mta-pool>\n");
  }

  /** The last block of an operator's file may lack its line end. */
  private void endLine() {
    if (out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
  }
}
