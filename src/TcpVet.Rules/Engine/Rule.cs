using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>
/// One diagnosis. A rule is pure: it sees a <see cref="RuleInput"/> and nothing else, and gives the same answer every time.
/// A rule's file keeps one order: identity, explanation, thresholds, <see cref="Check"/>.
/// </summary>
public abstract class Rule
{
    private const string UselessHeading = $"## {UselessRemedy.Heading}\n";

    private IReadOnlyList<FalseRemedy>? falseRemedies;

    /// <summary>The headings of <see cref="Explanation"/>, all of them, in this order.</summary>
    public static IReadOnlyList<string> Headings { get; } =
        ["What it means", "Why it hurts", "How we know", "What to do", UselessRemedy.Heading, "When to ignore"];

    /// <summary><c>TV</c> and three digits; the first digit is the family. Never reused.</summary>
    public abstract string Code { get; }

    /// <summary>The problem, never the cure, in kebab case.</summary>
    public abstract string Name { get; }

    /// <summary>One line without a full stop: what the rule fires on.</summary>
    public abstract string Summary { get; }

    /// <summary>The gravest severity that its findings have.</summary>
    public abstract Severity Severity { get; }

    /// <summary>The codes of rules whose finding about the same thing explains this rule's finding.</summary>
    public virtual IReadOnlyList<string> SymptomOf => [];

    /// <summary>What people say or read when they have this problem: error texts, observations. For the index by symptom.</summary>
    public abstract IReadOnlyList<string> Complaints { get; }

    /// <summary>
    /// Markdown under the <see cref="Headings"/>, each as <c>## Heading</c>, as the rule's file has it: without the lines that
    /// <see cref="UselessRemedies"/> adds. <see cref="FullExplanation"/> is for readers.
    /// </summary>
    public virtual string Explanation => PackedTexts.Of(Code);

    /// <summary>The explanation as it is written. The program has it packed (eng/TcpVet.Records, PackGenerator): nothing may call this, or
    /// each text is in its file twice (docs/decisions/0020-packed-texts.md).</summary>
    protected virtual ReadOnlySpan<byte> ExplanationText => [];

    /// <summary>What guides prescribe and what does not help, in the order of the page.</summary>
    public virtual IReadOnlyList<UselessRemedy> UselessRemedies => [];

    /// <summary>The whole explanation.</summary>
    public string FullExplanation
    {
        get
        {
            string lines = string.Concat(UselessRemedies.Where(remedy => remedy.Line.Length > 0).Select(remedy => $"- {remedy.Line}\n"));
            return Explanation.Replace(UselessHeading, UselessHeading + lines, StringComparison.Ordinal);
        }
    }

    /// <summary>The numbers that the verdict hangs on.</summary>
    public virtual IReadOnlyList<Threshold> Thresholds => [];

    /// <summary>What has to fall if a change of a kernel setting mends this rule's finding about a subject; empty where no setting
    /// does.</summary>
    public virtual IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) => [];

    /// <summary>Looks at one namespace.</summary>
    public abstract RuleAnswer Check(RuleInput input);

    /// <summary>
    /// Whether a finding of a rule in <see cref="SymptomOf"/> really accounts for a finding of this rule.
    /// By default: they share a process, a local endpoint or a peer, and contradict each other in none of them.
    /// </summary>
    public virtual bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => Related.BySubject(symptom.Subject, cause.Subject);

    /// <summary>
    /// What of a finding's subject stays while the trouble does, for its <see cref="Finding.Identity"/>. By default all of it;
    /// a rule that names what can change meanwhile, such as the one peer of a pile as long as there is one, leaves it out.
    /// </summary>
    public virtual FindingSubject Lasting(FindingSubject subject) => subject;

    /// <summary>The useless remedies as findings name them.</summary>
    private protected IReadOnlyList<FalseRemedy> FalseRemedies =>
        falseRemedies ??= [.. UselessRemedies.Select(remedy => remedy.ToFalseRemedy()).OfType<FalseRemedy>()];

    /// <summary>A finding of this rule.</summary>
    private protected Finding Found(Severity severity, Confidence confidence, Phrase title, FindingSubject subject) => new()
    {
        Code = Code,
        Name = Name,
        Severity = severity,
        Confidence = confidence,
        Title = title.AsSentence(),
        Subject = subject,
        Evidence = [],
        Cause = "",
    };
}
