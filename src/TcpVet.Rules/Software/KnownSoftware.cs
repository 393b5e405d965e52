using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>What a process runs, where it can be recognised, and what to change in that software for a fault.</summary>
internal static class KnownSoftware
{
    // The narrower first: Tomcat is Java, gunicorn is Python; Go is known by its build information alone.
    private static readonly Product[] Products =
    [
        new Tomcat(), new SpringBoot(), new Java(),
        new Nginx(), new HAProxy(), new Httpd(), new Envoy(),
        new PhpFpm(), new Gunicorn(), new Uvicorn(), new Uwsgi(), new Puma(),
        new Redis(), new PostgreSql(), new MySql(),
        new Python(), new Node(), new DotNet(), new Ruby(), new Go(),
    ];

    /// <summary>
    /// The remedies that this software has for a fault, most effective first; empty when it is not recognised or has none.
    /// For <see cref="Fault.DescriptorLimit"/> a systemd service is enough to be recognised.
    /// </summary>
    /// <param name="fault">What it gets wrong.</param>
    /// <param name="process">The process; null when unknown.</param>
    public static IReadOnlyList<Remedy> Remedies(Fault fault, ProcessFacts? process)
    {
        if (process is null)
        {
            return [];
        }

        IReadOnlyList<Remedy> own = Recognise(process)?.Remedies(fault, process.Pid) ?? [];
        return fault == Fault.DescriptorLimit && ServiceUnit.RaiseDescriptorLimit(process.Unit) is { } raise
            ? [raise, .. own.Take(Product.MostRemedies - 1)]
            : own;
    }

    /// <summary>A command that shows where a program's threads are, and leaves it as it is.</summary>
    /// <param name="process">The process.</param>
    /// <param name="facts">What is known of it; its name alone tells less.</param>
    public static string ThreadDump(ProcessRef process, ProcessFacts? facts) =>
        Recognise(facts ?? new ProcessFacts { Pid = process.Pid, Name = process.Name })?.ThreadDump(process.Pid)
        ?? $"head -n 1 /proc/{process.Pid}/task/*/comm /proc/{process.Pid}/task/*/wchan";

    /// <summary>The software that a process runs; null when it is not recognised.</summary>
    internal static Product? Recognise(ProcessFacts process)
    {
        ProcessTraits traits = new(process);
        return Array.Find(Products, product => product.IsRunBy(traits));
    }
}
