using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>What a process runs, where it can be recognised, and what to change in that software for a fault.</summary>
internal static class KnownSoftware
{
    /// <summary>All of it. The narrower first: Tomcat is Java, gunicorn is Python, Traefik is Go, which its build information alone
    /// tells.</summary>
    internal static IReadOnlyList<Product> Products => All;

    private static readonly Product[] All =
    [
        new Tomcat(), new Kafka(), new ZooKeeper(), new Elasticsearch(), new Logstash(), new SpringBoot(), new ExecutableJar(), new Java(),
        new Nginx(), new HAProxy(), new Httpd(), new Envoy(), new Traefik(), new Caddy(),
        new PhpFpm(), new Gunicorn(), new Uvicorn(), new Uwsgi(), new Puma(),
        new Redis(), new PostgreSql(), new PgBouncer(), new MySql(), new RabbitMq(), new Erlang(),
        new Python(), new Node(), new DotNet(), new Ruby(), new Rust(), new Go(),
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

        return [.. Proven(fault, process).Select(proven => proven.Remedy)];
    }

    /// <summary>The same with what proves each.</summary>
    internal static IReadOnlyList<ProvenRemedy> Proven(Fault fault, ProcessFacts process)
    {
        ProcessTraits traits = new(process);
        Product? product = Recognise(process);
        IReadOnlyList<ProvenRemedy> own = product?.Remedies(fault, process.Pid) ?? [];
        return fault == Fault.DescriptorLimit && product?.SetsDescriptorLimit(traits) != true
            && ServiceUnit.RaiseDescriptorLimit(process.Unit) is { } raise
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
        return Array.Find(All, product => product.IsRunBy(traits));
    }
}
