package io.emailengine.api.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a route that refuses whatever it is asked, with whatever parameters. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface AnyParameters {}
