using System.Diagnostics;

namespace TcpVet.Configs.Tests;

/// <summary>The distribution's own Tomcat 10, unpacked by eng/servers, in a network namespace of its own.</summary>
internal static class RealTomcat
{
    private const string Web = """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <servlet><servlet-name>default</servlet-name><servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>
          <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
        </web-app>
        """;

    /// <summary>What <c>catalina.sh configtest</c> says of a server.xml: it reads it, and binds what it names.</summary>
    public static (int Status, string Log) ConfigTest(string serverXml) => InNamespace(serverXml, "exec $tomcat configtest");

    /// <summary>Starts it, prints <c>ss -ltn</c> once its log says that it runs, and ends it.</summary>
    public static (int Status, string Log) Listeners(string serverXml) => InNamespace(serverXml, """
        $tomcat start >log 2>&1 & java=$!
        for i in $(seq 200); do grep -q 'Server startup in' log 2>/dev/null && break; sleep 0.1; done
        ss -ltnH; kill $java; wait $java; cat log
        """);

    /// <summary>The same with 50 connections to each port, which send half a request and wait.</summary>
    public static (int Status, string Log) WithClients(string serverXml, params int[] ports) => InNamespace(serverXml, $$"""
        $tomcat start >log 2>&1 & java=$!
        for i in $(seq 200); do grep -q 'Server startup in' log 2>/dev/null && break; sleep 0.1; done
        bash -c 'for port in {{string.Join(' ', ports)}}; do for i in $(seq 50); do exec {one}<>/dev/tcp/127.0.0.1/$port; printf "GET / HT" >&$one; done; done; sleep 1; ss -ltnH'
        kill $java; wait $java; cat log
        """);

    /// <summary>The path of something in the unpacked packages.</summary>
    public static string Unpacked(string path) => Path.Combine(RealServer.Folder(), path);

    private static (int Status, string Log) InNamespace(string serverXml, string script)
    {
        string home = Path.GetDirectoryName(Path.GetDirectoryName(Unpacked("usr/share/tomcat10/bin/bootstrap.jar")))!;
        DirectoryInfo instance = Directory.CreateTempSubdirectory("tcpvet-tomcat-");
        try
        {
            foreach (string folder in (string[])["conf", "webapps/ROOT", "admin", "temp", "work", "lib", "logs"])
            {
                Directory.CreateDirectory(Path.Combine(instance.FullName, folder));
            }

            File.Copy(serverXml, Path.Combine(instance.FullName, "conf/server.xml"));
            File.WriteAllText(Path.Combine(instance.FullName, "conf/web.xml"), Web);
            string java = $"java -Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -Xshare:auto -cp {home}/bin/bootstrap.jar:{home}/bin/tomcat-juli.jar -Dcatalina.home={home} -Dcatalina.base={instance.FullName} -Djava.io.tmpdir={instance.FullName}/temp org.apache.catalina.startup.Bootstrap";
            return Run(["--map-root-user", "--net", "sh", "-c", $"ip link set lo up; cd '{instance.FullName}'; tomcat=\"{java}\"; {script}"]);
        }
        finally
        {
            instance.Delete(recursive: true);
        }
    }

    private static (int Status, string Log) Run(string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(
                "unshare", arguments)
            { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(errors.StartsWith("unshare:", StringComparison.Ordinal), $"no network namespace can be made: {errors.Trim()}");
        return (process.ExitCode, errors + output.Result);
    }
}
