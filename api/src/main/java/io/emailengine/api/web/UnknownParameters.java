package io.emailengine.api.web;

import io.emailengine.api.problem.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashSet;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * A query parameter that a route does not have is a mistake of its sender: a filter misspelt would
 * show everything.
 */
@Component
class UnknownParameters implements HandlerInterceptor, WebMvcConfigurer {
  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && method.getMethodAnnotation(AnyParameters.class) == null) {
      Set<String> known = known(method);
      for (String name : request.getParameterMap().keySet()) {
        if (!known.contains(name)) {
          String shown = name.replaceAll("[^\\x20-\\x7e]", "?");
          throw ApiException.invalid(
              shown.substring(0, Math.min(100, shown.length())),
              "unknown-parameter",
              "is not a parameter of this route");
        }
      }
    }
    return true;
  }

  private static Set<String> known(HandlerMethod method) {
    Set<String> known = new HashSet<>();
    for (MethodParameter parameter : method.getMethodParameters()) {
      RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
      if (annotation != null) {
        String given = annotation.name().isEmpty() ? annotation.value() : annotation.name();
        known.add(given.isEmpty() ? String.valueOf(parameter.getParameter().getName()) : given);
      }
    }
    return known;
  }
}
