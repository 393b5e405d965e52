using TcpVet.Model;

namespace TcpVet.Rules.Wording;

/// <summary>How findings name processes and endpoints.</summary>
internal static class Who
{
    private const int LongestName = 15; // TASK_COMM_LEN - 1, include/linux/sched.h

    /// <summary><c>java (pid 4121)</c>; what is known when the process is not.</summary>
    public static string Process(ProcessRef? process) =>
        process is null ? "an unidentified process" : $"{Name(process)} (pid {process.Pid})";

    /// <summary>A process's name on one line: it is hostile text, so control characters are replaced and it is cut to what a kernel gives.</summary>
    public static string Name(ProcessRef process)
    {
        string name = process.Name.Length > LongestName ? process.Name[..LongestName] : process.Name;
        return name.Length == 0 ? "?" : string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    /// <summary>A sentence that may begin with one of these names: articles become capital, a process keeps its own spelling.</summary>
    public static string Sentence(string text) =>
        text.StartsWith("the ", StringComparison.Ordinal) || text.StartsWith("an ", StringComparison.Ordinal) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    /// <summary><c>:8080</c> for the wildcard, else as <see cref="Short"/>.</summary>
    public static string Service(InetEndpoint local) => local.Addr.IsAny ? $":{local.Port}" : Short(local);

    /// <summary>As <see cref="Endpoint"/>, for titles: a long IPv6 address is cut, <c>[2001:db8:1234…]:443</c>. The finding's subject has the whole.</summary>
    public static string Short(InetEndpoint endpoint)
    {
        string text = Endpoint(endpoint);
        return text.Length <= 24 ? text : $"[{endpoint.Addr.ToString()[..14]}…]{(endpoint.Port == 0 ? "" : $":{endpoint.Port}")}";
    }

    /// <summary>Address and port; the address alone for port 0.</summary>
    public static string Endpoint(InetEndpoint endpoint) => endpoint.Port == 0 ? endpoint.Addr.ToString() : endpoint.ToString();

    /// <summary>A control group that says something: the root, where everything is without cgroups, says nothing.</summary>
    public static string? Cgroup(string? path) => path is "/" or "" ? null : path;
}
