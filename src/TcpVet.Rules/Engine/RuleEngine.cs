using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>Facts in, findings out. The engine knows no rule: it asks those that it is given.</summary>
public static class RuleEngine
{
    /// <summary>Asks every rule about every namespace, then lets causes take over their symptoms.</summary>
    /// <param name="capture">What was observed.</param>
    /// <param name="rules">The rules to ask. A rule that is not asked takes over no symptom.</param>
    /// <param name="settings">The thresholds in force.</param>
    public static Diagnosis Diagnose(Capture capture, IReadOnlyList<Rule> rules, RuleSettings settings)
    {
        List<Finding> findings = [];
        List<CannotTell> unknown = [];
        foreach (NetnsCapture netns in capture.Namespaces)
        {
            RuleInput input = new(capture, netns, settings);
            List<(Rule Rule, Finding Finding)> found = [];
            foreach (Rule rule in rules)
            {
                RuleAnswer answer = rule.Check(input);
                found.AddRange(answer.Findings.Select(finding => (rule, Placed(finding, netns.Netns))));
                if (answer.Missing is { } missing)
                {
                    unknown.Add(new CannotTell(rule.Code, netns.Netns.Own ? missing : $"{missing} in {netns.Netns.Label}"));
                }
            }

            findings.AddRange(Identities.Given([.. WithoutSymptoms(found,
                input).Select(entry => (entry.Rule, Culprit.Named(entry.Finding, input)))], netns.Netns.Own));
        }

        findings.Sort(ByWeight);
        return new Diagnosis(findings, [.. unknown.Distinct().OrderBy(entry => entry.Code, StringComparer.Ordinal)]);
    }

    private static Finding Placed(Finding finding, NetnsIdentity netns) =>
        netns.Own ? finding : finding with { Subject = finding.Subject with { Netns = netns.Label } };

    // A symptom goes; its code is kept by the cause that itself stays, however long the chain.
    private static List<(Rule Rule, Finding Finding)> WithoutSymptoms(List<(Rule Rule, Finding Finding)> found, RuleInput input)
    {
        Dictionary<Finding, Finding> causes = new(ReferenceEqualityComparer.Instance);
        Lookup<string, Finding> byCode = found.ToLookup(entry => entry.Finding.Code, entry => entry.Finding);
        foreach (Grouping<Rule, (Rule Rule, Finding Finding)> symptoms in found.Where(entry => entry.Rule.SymptomOf.Count > 0)
            .GroupBy(entry => entry.Rule))
        {
            Finding[] candidates = [.. symptoms.Key.SymptomOf.SelectMany(code => byCode[code])];
            foreach ((Rule rule, Finding symptom) in symptoms)
            {
                // A milder finding never hides a graver one.
                Finding? cause =
                    Array.Find(candidates, candidate =>
                        candidate.Severity >= symptom.Severity && rule.IsExplainedBy(symptom, candidate, input));
                if (cause is not null)
                {
                    causes[symptom] = cause;
                }
            }
        }

        // By reference: findings are records, and comparing thousands of them by value costs more than all rules.
        Dictionary<Finding, SortedSet<string>> explained = new(ReferenceEqualityComparer.Instance);
        foreach ((Finding symptom, Finding cause) in causes)
        {
            Finding root = Root(cause, causes);
            if (!explained.TryGetValue(root, out SortedSet<string>? codes))
            {
                explained.Add(root, codes = new(StringComparer.Ordinal));
            }

            codes.Add(symptom.Code);
        }

        return [.. found
            .Where(entry => !causes.ContainsKey(entry.Finding))
            .Select(entry =>
                explained.TryGetValue(entry.Finding, out SortedSet<string>? codes)
                    ? (entry.Rule, entry.Finding with { Explains = [.. codes] })
                    : entry)];
    }

    // Terminates: the catalogue's "symptom of" relation has no cycle, which a test holds.
    private static Finding Root(Finding cause, Dictionary<Finding, Finding> causes) =>
        causes.TryGetValue(cause, out Finding? deeper) ? Root(deeper, causes) : cause;

    private static int ByWeight(Finding a, Finding b)
    {
        int order = b.Severity.CompareTo(a.Severity);
        order = order != 0 ? order : string.CompareOrdinal(a.Code, b.Code);
        order = order != 0 ? order : string.CompareOrdinal(a.Subject.Netns, b.Subject.Netns);
        order = order != 0 ? order : Nullable.Compare(a.Subject.Local, b.Subject.Local);
        order = order != 0 ? order : Nullable.Compare(a.Subject.Peer, b.Subject.Peer);
        order = order != 0 ? order : Nullable.Compare(a.Subject.Process?.Pid, b.Subject.Process?.Pid);
        return order != 0 ? order : a.Identity.CompareTo(b.Identity);
    }
}
