using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Remedies;

/// <summary>
/// Remedies that give one kernel setting one value. Only where the evidence says which: what a rule merely offers for consideration stays a
/// remedy without a <see cref="Remedy.Change"/>, and <c>tune</c> does not propose it.
/// </summary>
internal static class KernelChange
{
    /// <summary>A setting of the examined namespace.</summary>
    public static Remedy Here(RuleInput input, Phrase action, string setting, string value) =>
        new(RemedyLevel.Kernel, action, input.Inside(Command(setting, value))) { Change = new(setting, value) };

    /// <summary>A setting that one value holds of for the whole host.</summary>
    public static Remedy HostWide(Phrase action, string setting, string value) =>
        new(RemedyLevel.Kernel, action, Facts.HostWide.Command(Command(setting, value))) { Change = new(setting, value) };

    /// <summary>The command that gives a setting a value.</summary>
    public static string Command(string setting, string value) => $"sysctl -w {ShellWord.Of(setting)}={ShellWord.Of(value)}";
}
