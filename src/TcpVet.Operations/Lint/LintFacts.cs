using TcpVet.Configs;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Rules.Settings;

namespace TcpVet.Operations.Lint;

/// <summary>
/// The facts that configurations are judged with: those of this host, unless another kernel is named or nothing can be read.
/// </summary>
internal static class LintFacts
{
    /// <summary>Takes the facts.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">The request.</param>
    /// <param name="configurations">What is to be judged: it says which settings to read, and whether owners are worth the walk.</param>
    /// <param name="notices">Hears why there are no facts of this host.</param>
    /// <param name="cancellation">Ends the search for owners.</param>
    /// <returns>The facts, and whether they are a host's.</returns>
    /// <exception cref="KernelException">The namespace that the user named cannot be looked at.</exception>
    public static (Capture Capture, bool OwnHost) Take(
        LiveHost host, LintRequest request, IReadOnlyList<Configuration> configurations, Notices notices, CancellationToken cancellation)
    {
        if (request.Kernel is { } kernel)
        {
            return (LightCapture.OfNoHost(kernel, "--kernel: nothing of this host is looked at", ProgramVersion.Text), false);
        }

        LightCaptureOptions options = new()
        {
            Version = ProgramVersion.Text,
            Settings = SysctlJudge.Keys(configurations),
            Owners = request.Live || configurations.Any(NeedsOwners),
        };
        try
        {
            return (LightCapture.Take(LiveNamespaces.Of(host.Namespaces, request.Netns, notices), host, options, cancellation), true);
        }
        catch (KernelException exception) when (request.Netns is null && !request.Live)
        {
            notices.Once($"judged without the facts of this host: {exception.Message}");
            return (LightCapture.OfNoHost(HostIdentity.Kernel(host.Root), exception.Message, ProgramVersion.Text), false);
        }
    }

    // A server's own listeners, and those whose ports a setting of the kernel is about.
    private static bool NeedsOwners(Configuration configuration) =>
        !configuration.SetsTheKernel()
        || configuration.Directives.Any(directive => directive.Name.Contains("port", StringComparison.Ordinal));
}
