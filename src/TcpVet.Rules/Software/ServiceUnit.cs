using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>What systemd sets for the services that it starts.</summary>
internal static class ServiceUnit
{
    /// <summary>How to raise the descriptor limit of a service; null when the unit is no system service.</summary>
    /// <param name="unit">A process's <see cref="ProcessFacts.Unit"/>; hostile text, a control group may be called anything.</param>
    public static ProvenRemedy? RaiseDescriptorLimit(string? unit) => IsPlainService(unit)
        ? new(
            new(RemedyLevel.Configuration, "Set LimitNOFILE=SOFT:HARD under [Service] in a drop-in of its unit, then restart it", $"systemctl edit {ShellWord.Of(unit!)}"),
            Proof.Docs("systemd 252 systemd.exec(5): LimitNOFILE="))
        : null;

    // user@1000/app.service is another manager's; a backslash of systemd's escapes would be eaten by the shell.
    private static bool IsPlainService(string? unit) =>
        unit is { Length: > 8 and < 256 } && unit.EndsWith(".service", StringComparison.Ordinal) && unit[0] != '-'
        && unit.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or ':');
}
