namespace TcpVet.Model;

/// <summary>The words for verdicts, as <c>lint</c> writes them: <c>ok</c>, <c>no_effect</c>, <c>dangerous</c>.</summary>
public static class LineVerdictNames
{
    /// <summary>The verdict's word.</summary>
    public static string Word(this LineVerdict verdict) => verdict == LineVerdict.NoEffect ? "no_effect" : verdict.ToString().ToLowerInvariant();

    /// <summary>How much a verdict matters: what <c>--fail-on</c> compares with; null for <see cref="LineVerdict.Ok"/>.</summary>
    public static Severity? Severity(this LineVerdict verdict) => verdict switch
    {
        LineVerdict.Ok => null,
        LineVerdict.Unknown or LineVerdict.Redundant => Model.Severity.Info,
        LineVerdict.Dangerous => Model.Severity.Critical,
        _ => Model.Severity.Warning,
    };
}
