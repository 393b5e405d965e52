using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Sysctl;

namespace TcpVet.Linux.Readings;

/// <summary>What a namespace showed when it was looked at for the first time.</summary>
internal sealed class FirstReading
{
    /// <summary>The settings; they are read once.</summary>
    public required SysctlReading Sysctls { get; init; }

    /// <summary>The kernel's counters.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }

    /// <summary>When the counters were read, on the clock of <see cref="Environment.TickCount64"/>.</summary>
    public required long CountersAt { get; init; }

    /// <summary>What connection tracking had done; null when it is not loaded or tells nothing.</summary>
    public required ConntrackStat? Conntrack { get; init; }

    /// <summary>The listening TCP sockets.</summary>
    public required ListenerReading Tcp { get; init; }

    /// <summary>The unconnected UDP sockets.</summary>
    public required ListenerReading Udp { get; init; }

    /// <summary>The walk over all TCP sockets.</summary>
    public required MainPass Main { get; init; }

    /// <summary>What the established connections had done that the last reading may find stuck.</summary>
    public required EarlierConnections Connections { get; init; }

    /// <summary>When that walk began and ended.</summary>
    public required WalkTime Walked { get; init; }

    /// <summary>The ephemeral ports of the namespace.</summary>
    public (int Low, int High) EphemeralPorts => EphemeralPortsIn(Sysctls.Values);

    /// <summary>The ephemeral ports that settings tell; the kernel's own default where they do not.</summary>
    public static (int Low, int High) EphemeralPortsIn(IReadOnlyDictionary<string, string> sysctls)
    {
        string[] bounds = (sysctls.GetValueOrDefault("net.ipv4.ip_local_port_range") ?? "").Split(' ');
        return bounds.Length == 2 && int.TryParse(bounds[0], out int low) && int.TryParse(bounds[1], out int high)
            ? (low, high)
            : (32768, 60999);
    }
}

/// <summary>When a walk over sockets began and ended, on the clock of <see cref="Environment.TickCount64"/>, in milliseconds.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
internal readonly record struct WalkTime(long From, long To);
