namespace TcpVet.Lab.Scenarios.Real;

/// <summary>A Tomcat 10 with a folder of its own, and one connector.</summary>
internal static class TomcatStart
{
    /// <summary>Why there is none on this machine; null when there is.</summary>
    public static string? CannotShow() =>
        Servers.Tomcat is null || Servers.JspCompiler is null ? "Tomcat 10 is not installed (apt-get install tomcat10)"
        : Tool.Find("java") is null ? "Java is not installed (apt-get install default-jre-headless)"
        : null;

    /// <summary>The command that starts it.</summary>
    /// <param name="folder">Its folder (CATALINA_BASE).</param>
    public static string Command(string folder)
    {
        string home = Servers.Tomcat!;
        return $"exec java -Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager -Xmx128m -XX:+UseSerialGC -XX:-UsePerfData -classpath '{home}/bin/bootstrap.jar:{home}/bin/tomcat-juli.jar'"
            + $" -Dcatalina.home='{home}' -Dcatalina.base='{folder}' -Djava.io.tmpdir='{folder}/temp'"
            + $" org.apache.catalina.startup.Bootstrap start >'{folder}/log' 2>&1";
    }

    /// <summary>Writes what it needs to start.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="connector">The connector as server.xml has it.</param>
    public static void WriteConfiguration(string folder, string connector)
    {
        foreach (string name in (string[])["conf", "webapps/ROOT", "work", "temp", "lib"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(folder, name));
        }

        File.CreateSymbolicLink(System.IO.Path.Combine(folder, "lib/jsp-compiler.jar"), Servers.JspCompiler!);
        File.WriteAllText(System.IO.Path.Combine(folder, "conf/server.xml"), $"""
            <Server port="-1">
              <Service name="Catalina">
                {connector}
                <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" autoDeploy="false"/></Engine>
              </Service>
            </Server>
            """);
        File.WriteAllText(System.IO.Path.Combine(folder, "conf/web.xml"), """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <servlet><servlet-name>jsp</servlet-name><servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class></servlet>
              <servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
            </web-app>
            """);
    }
}
