namespace TcpVet.Linux.Cgroups;

/// <summary>Reads from a cgroup path what runs in it: a systemd unit, a container, a pod.</summary>
public static class CgroupUnit
{
    private const int ShortId = 12; // as docker ps shows an id

    // SCOPE-<id>.scope of the systemd cgroup driver, and the directory of the cgroupfs driver.
    private static readonly (string Prefix, string Engine)[] Engines =
    [
        ("docker-", "docker"),
        ("cri-containerd-", "containerd"),
        ("crio-conmon-", "crio-conmon"),
        ("crio-", "crio"),
        ("libpod-conmon-", "podman-conmon"),
        ("libpod-", "podman"),
        ("machine-", "machine"),
    ];

    /// <summary>
    /// A short label of the innermost thing that the path names: <c>nginx.service</c>, <c>docker:3f2a9c81d07e</c>,
    /// <c>pod:UID/3f2a9c81d07e</c>, <c>lxc:NAME</c>, <c>session-3.scope</c>; null when it names none, as the root does.
    /// A user's service keeps its manager in front: <c>user@1000/app.service</c>.
    /// </summary>
    /// <param name="path">The path below the cgroup2 mount; hostile text.</param>
    public static string? Parse(string path)
    {
        string? unit = null;
        string? pod = null;
        string? container = null;
        string? manager = null;
        string before = "";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            // Whatever systemd or an engine nests inside a container describes the container's inside: the outermost one names it.
            if (container is not null)
            {
                break;
            }

            pod = Pod(part) ?? pod;
            container = Container(part, before, pod is not null);
            if (part.EndsWith(".service", StringComparison.Ordinal) || part.EndsWith(".scope", StringComparison.Ordinal)
                || part.EndsWith(".socket", StringComparison.Ordinal) || part.EndsWith(".mount", StringComparison.Ordinal))
            {
                if (part.StartsWith("user@", StringComparison.Ordinal) && part.EndsWith(".service", StringComparison.Ordinal))
                {
                    manager = part[..^".service".Length];
                }

                unit = part;
            }

            before = part;
        }

        if (pod is not null)
        {
            return container is null ? $"pod:{pod}" : $"pod:{pod}/{container[(container.IndexOf(':', StringComparison.Ordinal) + 1)..]}";
        }

        return container ?? (manager is null || unit is null || unit.StartsWith(manager, StringComparison.Ordinal) ? unit : $"{manager}/{unit}");
    }

    /// <summary>kubepods-burstable-pod1234_5678.slice (systemd driver, _ for -) or pod1234-5678 (cgroupfs driver).</summary>
    private static string? Pod(string part)
    {
        int start = part.StartsWith("kubepods", StringComparison.Ordinal) && part.EndsWith(".slice", StringComparison.Ordinal)
            ? part.IndexOf("-pod", StringComparison.Ordinal) + 4
            : part.StartsWith("pod", StringComparison.Ordinal) ? 3 : 0;
        if (start < 3)
        {
            return null;
        }

        int end = part.EndsWith(".slice", StringComparison.Ordinal) ? part.Length - ".slice".Length : part.Length;
        string uid = part[start..Math.Max(start, end)].Replace('_', '-');
        bool plausible = uid.Length >= 32 && uid.All(c => char.IsAsciiHexDigit(c) || c == '-');
        return plausible ? uid : null;
    }

    private static string? Container(string part, string before, bool inPod)
    {
        string name = part.EndsWith(".scope", StringComparison.Ordinal) ? part[..^".scope".Length] : part;
        foreach ((string prefix, string engine) in Engines)
        {
            if (name.Length == part.Length || !name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            string id = name[prefix.Length..];
            return IsId(id) ? $"{engine}:{id[..ShortId]}" : prefix == "machine-" && id.Length > 0 ? $"machine:{Unescape(id)}" : null;
        }

        // Engines on the cgroupfs driver: /docker/<id>, /kubepods/…/pod<uid>/<id>, /libpod_parent/libpod-<id>.
        string bare = name.StartsWith("libpod-", StringComparison.Ordinal) ? name["libpod-".Length..] : name;
        if (IsId(bare))
        {
            string engine = before == "docker" ? "docker" : bare.Length != name.Length || before.StartsWith("libpod", StringComparison.Ordinal) ? "podman"
                : inPod ? "pod" : "container";
            return $"{engine}:{bare[..ShortId]}";
        }

        return Lxc(part, before);
    }

    // LXC: lxc.payload.NAME, lxc.monitor.NAME, or /lxc/NAME before 4.0.
    private static string? Lxc(string part, string before)
    {
        foreach (string prefix in (ReadOnlySpan<string>)["lxc.payload.", "lxc.monitor."])
        {
            if (part.StartsWith(prefix, StringComparison.Ordinal) && part.Length > prefix.Length)
            {
                return $"lxc:{part[prefix.Length..]}";
            }
        }

        return before == "lxc" ? $"lxc:{part}" : null;
    }

    private static bool IsId(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    // systemd-escape(1): \x2d is '-'.
    private static string Unescape(string name) => name.Replace(@"\x2d", "-", StringComparison.Ordinal);
}
