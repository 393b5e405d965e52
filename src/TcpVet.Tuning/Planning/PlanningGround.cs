using TcpVet.Knowledge;

namespace TcpVet.Tuning.Planning;

/// <summary>What proposals are held against.</summary>
public sealed record PlanningGround
{
    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>The kernel's release.</summary>
    public required string Kernel { get; init; }

    /// <summary>When the values were read.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The namespace.</summary>
    public required TargetIdentity Target { get; init; }

    /// <summary>The running value of a setting, as the kernel shows it; null when the namespace has no such setting.</summary>
    public required Func<string, string?> Current { get; init; }

    /// <summary>The file that confirmed changes are written to.</summary>
    public required string File { get; init; }

    /// <summary>The line that would win over <see cref="File"/> when the host starts; null when none would.</summary>
    public Func<string, BootLine?> WinsAtBoot { get; init; } = _ => null;

    /// <summary>The kernel as far as settings depend on it; a release that cannot be read counts as the newest.</summary>
    internal KernelVersion Version =>
        KernelVersion.TryParse(Kernel, out KernelVersion version) ? version : new KernelVersion(int.MaxValue, 0);
}
