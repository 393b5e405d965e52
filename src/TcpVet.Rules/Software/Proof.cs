namespace TcpVet.Rules.Software;

/// <summary>What proves a remedy: no setting, default or command is given from memory.</summary>
/// <param name="Kind">Which kind of proof.</param>
/// <param name="Where">Where it is found, in the form of its kind.</param>
internal readonly record struct Proof(ProofKind Kind, string Where)
{
    /// <summary>A test of this repository that asks the real program.</summary>
    /// <param name="method"><c>RealNginxTests.A_worker_without_connections</c>: a class below tests/ and its method.</param>
    public static Proof Test(string method) => new(ProofKind.Test, method);

    /// <summary>A line of the program's own source or of the documentation in its repository.</summary>
    /// <param name="place"><c>nginx/nginx@3f6f7824d src/core/ngx_cycle.c:550</c>: repository, commit or tag, path and line.</param>
    public static Proof Source(string place) => new(ProofKind.Source, place);

    /// <summary>A page of the documentation that comes with the program.</summary>
    /// <param name="page"><c>Node.js 20.20 http: server.closeIdleConnections()</c>: name, version, page and entry.</param>
    public static Proof Docs(string page) => new(ProofKind.Documentation, page);

    /// <inheritdoc/>
    public override string ToString() => Kind == ProofKind.Test ? $"test {Where}" : Where;
}
