namespace TcpVet.Configs.Kinds;

/// <summary>By which root elements an XML file is recognised.</summary>
/// <param name="Elements">The names.</param>
/// <param name="Words">The usual one in words: <c>the &lt;Server&gt; of Tomcat's server.xml</c>.</param>
internal sealed record XmlSign(IReadOnlyList<string> Elements, string Words);
