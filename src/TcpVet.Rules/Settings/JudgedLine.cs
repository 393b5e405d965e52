using TcpVet.Model;

namespace TcpVet.Rules.Settings;

/// <summary>A line with the worst that is said of it.</summary>
/// <param name="Line">The line.</param>
/// <param name="Scene">What it was judged beside.</param>
/// <param name="Opinion">The worst opinion; null for <see cref="LineVerdict.Ok"/>.</param>
/// <param name="Code">The rule whose opinion it is; null where no rule has a page for it.</param>
internal sealed record JudgedLine(SettingLine Line, SettingScene Scene, LineOpinion? Opinion, string? Code)
{
    /// <summary>As <c>lint</c> shows it.</summary>
    public SettingVerdict ToVerdict() => new(Line.File, Line.Directive.Line, Line.Key, Line.Value, Opinion?.Verdict ?? LineVerdict.Ok)
    {
        Code = Code,
        Severity = Opinion?.Weight,
        Why = Opinion?.Why,
        Instead = Opinion?.Instead,
    };
}
