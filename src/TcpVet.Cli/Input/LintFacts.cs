using TcpVet.Cli.Commands;
using TcpVet.Configs;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Rules.Settings;

namespace TcpVet.Cli.Input;

/// <summary>The facts that configurations are judged with: those of this host, unless another kernel is named or nothing can be read.</summary>
internal static class LintFacts
{
    /// <summary>Takes the facts.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="configurations">What is to be judged: it says which settings to read, and whether owners are worth the walk.</param>
    /// <param name="cancellation">Ends the search for owners.</param>
    /// <returns>The facts, and whether they are a host's.</returns>
    /// <exception cref="KernelException">The namespace that the user named cannot be looked at.</exception>
    public static (Capture Capture, bool OwnHost) Take(LintPlan plan, IReadOnlyList<Configuration> configurations, CancellationToken cancellation)
    {
        if (plan.Kernel is { } kernel)
        {
            return (LightCapture.OfNoHost(kernel, "--kernel: nothing of this host is looked at", ProgramVersion.Text), false);
        }

        LightCaptureOptions options = new()
        {
            Version = ProgramVersion.Text,
            Settings = SysctlJudge.Keys(configurations),
            Owners = plan.Live || configurations.Any(configuration => !configuration.SetsTheKernel() || configuration.Directives.Any(directive => directive.Name.Contains("port", StringComparison.Ordinal))),
        };
        try
        {
            return (LightCapture.Take(LiveNamespaces.Of(plan.Netns, Spoken.Notices()), ProcFsRoot.Default, options, cancellation), true);
        }
        catch (KernelException exception) when (plan.Netns is null && !plan.Live)
        {
            SocketRemarks.Once(SafeText.Escape($"judged without the facts of this host: {exception.Message}"));
            return (LightCapture.OfNoHost(HostIdentity.Kernel(ProcFsRoot.Default), exception.Message, ProgramVersion.Text), false);
        }
    }
}
