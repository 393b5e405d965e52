using TcpVet.Model;

namespace TcpVet.Rules.Wording;

/// <summary>How findings name processes and endpoints, as arguments of a <see cref="Phrase"/>.</summary>
internal static class Who
{
    /// <summary><c>java (pid 4121)</c>; what is known when the process is not.</summary>
    public static Phrase Process(ProcessRef? process) => process is null ? "an unidentified process" : Phrase.Process(process);

    /// <summary><c>:8080</c> for the wildcard, else as <see cref="Short"/>.</summary>
    public static Phrase Service(InetEndpoint local) => Phrase.Endpoint(local, PhraseArgumentKind.Service);

    /// <summary>As <see cref="Endpoint"/>, for titles: a long IPv6 address is cut, <c>[2001:db8:1234…]:443</c>. The finding's subject has
    /// the whole.</summary>
    public static Phrase Short(InetEndpoint endpoint) => Phrase.Endpoint(endpoint, PhraseArgumentKind.ShortEndpoint);

    /// <summary>Address and port; the address alone for port 0.</summary>
    public static Phrase Endpoint(InetEndpoint endpoint) => Phrase.Endpoint(endpoint, PhraseArgumentKind.Endpoint);

    /// <summary>An endpoint as a command names it: in no language.</summary>
    public static string InCommand(InetEndpoint endpoint) => endpoint.Port == 0 ? endpoint.Addr.ToString() : endpoint.ToString();

    /// <summary>A control group that says something: the root, where everything is without cgroups, says nothing.</summary>
    public static string? Cgroup(string? path) => path is "/" or "" ? null : path;
}
