using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Judging;

/// <summary>Asks the catalogue's rules about a capture. The engine knows no rule of its own; it is given those of the catalogue
/// here.</summary>
public static class CaptureJudge
{
    /// <summary>What the rules say, causes before symptoms.</summary>
    /// <param name="capture">What was observed.</param>
    /// <param name="settings">Thresholds; the defaults when absent.</param>
    /// <param name="only">Codes of the rules to ask; all when absent. A rule that is not asked takes over no symptom.</param>
    public static Diagnosis Diagnose(Capture capture, RuleSettings? settings = null, IReadOnlyCollection<string>? only = null) =>
        RuleEngine.Diagnose(capture, only is null ? RuleCatalog.All : [.. RuleCatalog.All.Where(rule => only.Contains(rule.Code))],
            settings ?? RuleSettings.Default);
}
